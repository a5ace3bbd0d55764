using Abaca.Server.ShareTypes;

namespace Abaca.Server.Shares;

/// <summary>Turns stored shares and snapshots into what drivers are given.</summary>
public sealed class ShareSpecs(ShareStore shares, ObjectClaims claims, ShareTypeStore types, ShareSettings settings)
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

    /// <summary>A snapshot of the share as its driver sees it.</summary>
    /// <param name="instanceId">Id of the snapshot's instance, from which its name derives.</param>
    /// <param name="id">Id of the snapshot.</param>
    /// <param name="share">The share, as it is where the snapshot lies.</param>
    /// <param name="sizeGib">Size of the share when it was taken.</param>
    /// <param name="details">What the driver wants back.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<SnapshotSpec> OfSnapshot(
        string instanceId, string id, Share share, int sizeGib, IReadOnlyDictionary<string, string> details, CancellationToken ct) => new(
        instanceId, id, settings.SnapshotNameTemplate.Replace("%s", instanceId, StringComparison.Ordinal), await Of(share, ct), sizeGib, details);
}
