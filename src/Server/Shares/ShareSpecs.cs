using Abaca.DriverSdk;
using Abaca.Server.Groups;
using Abaca.Server.ShareTypes;
using Abaca.Server.Snapshots;

namespace Abaca.Server.Shares;

/// <summary>Turns stored shares and snapshots into what drivers are given.</summary>
public sealed class ShareSpecs(ShareStore shares, ObjectClaims claims, IShareTypes types, ShareSettings settings)
{
    /// <summary>A share as its driver sees it.</summary>
    public async Task<ShareSpec> Of(Share share, CancellationToken ct)
    {
        var type = share.TypeId is { } id ? await types.ById(id, ct) : null;
        return new ShareSpec(
            share.InstanceId.Text,
            share.Id.Text,
            settings.NameTemplate.Replace("%s", share.InstanceId.Text, StringComparison.Ordinal),
            share.ProjectId,
            share.Pool,
            share.Protocol,
            share.Size,
            type?.ExtraSpecs ?? new Dictionary<string, string>(),
            share.Metadata,
            await shares.Details(share.InstanceId, ct),
            share.MountPointName,
            share.GroupId)
        {
            ObjectIdentity = (await claims.Of(share.InstanceId, ct)).Identity,
        };
    }

    /// <summary>A snapshot as its driver sees it.</summary>
    public async Task<SnapshotSpec> Of(Snapshot snapshot, Share share, CancellationToken ct) => new(
        snapshot.InstanceId,
        snapshot.Id.Text,
        settings.SnapshotNameTemplate.Replace("%s", snapshot.InstanceId, StringComparison.Ordinal),
        await Of(share, ct),
        snapshot.Size,
        snapshot.Details)
    {
        ObjectIdentity = snapshot.ObjectIdentity,
    };

    /// <summary>A member of a group snapshot as its driver sees it: a snapshot like any other.</summary>
    public async Task<SnapshotSpec> Of(GroupSnapshotMember member, Share share, CancellationToken ct) => new(
        member.Id,
        member.Id,
        settings.SnapshotNameTemplate.Replace("%s", member.Id, StringComparison.Ordinal),
        await Of(share, ct),
        member.Size,
        member.Details);
}
