using Abaca.Server.Services;
using Abaca.Server.Shares;

namespace Abaca.Server.Groups;

/// <summary>Calls the driver of a group's backend with what is stored of the group and its snapshots at this moment.</summary>
public sealed class GroupDrivers(Backends backends, ShareGroupStore groups, GroupSnapshotStore snapshots, ShareStore shares, ShareSpecs specs)
{
    /// <summary>Makes the group, where the backend has such a thing.</summary>
    public Task<DriverResult> Create(string groupId, CancellationToken ct) => OnGroup(
        groupId, new DriverResult.Refused(new Refusal(MessageDetail.Unknown, $"Share group {groupId} is gone.")), (able, group) => able.CreateGroup(group, ct), ct);

    /// <summary>Removes the group; one that is nowhere is done.</summary>
    public Task<DriverResult> Remove(string groupId, CancellationToken ct) =>
        OnGroup(groupId, new DriverResult.Done(), (able, group) => able.DeleteGroup(group, ct), ct);

    /// <summary>Takes the snapshots of all members, together where the backend can, else one after the other.</summary>
    public async Task<DriverResult<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>>> CreateSnapshot(string snapshotId, CancellationToken ct)
    {
        if (await Find(snapshotId, ct) is not { } found)
            return new DriverResult.Refused(new Refusal(MessageDetail.Unknown, $"Share group snapshot {snapshotId} or its group is gone."));
        if (found.Driver is not { } driver) return NotStarted(found.Group);
        if (driver.Groups is { } together) return await together.CreateGroupSnapshot(found.Spec, ct);
        var taken = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var member in found.Spec.Members)
        {
            var able = backends.Ability(found.Group.ServiceHost, $"Share group {found.Group.Id}", d => d.Snapshots, "takes no snapshots");
            if (able.Of is not { } one) return able.Without;
            ct.ThrowIfCancellationRequested(); // the lease may be lost since the last call: then another worker does the rest
            switch (await one.CreateSnapshot(member, ct))
            {
                case DriverResult<IReadOnlyDictionary<string, string>>.Done done:
                    taken[member.InstanceId] = done.Value;
                    break;
                case DriverResult<IReadOnlyDictionary<string, string>>.Refused no:
                    return new DriverResult.Refused(no.Why);
                case DriverResult<IReadOnlyDictionary<string, string>>.Unclear maybe:
                    return new DriverResult.Unclear(maybe.Why);
            }
        }
        return taken;
    }

    /// <summary>Drops the snapshots of all members; those that are nowhere are done.</summary>
    public async Task<DriverResult> RemoveSnapshot(string snapshotId, CancellationToken ct)
    {
        if (await Find(snapshotId, ct) is not { } found || found.Group.ServiceHost.Length == 0) return new DriverResult.Done();
        if (found.Driver is not { } driver) return NotStarted(found.Group);
        if (driver.Groups is { } together) return await together.DeleteGroupSnapshot(found.Spec, ct);
        foreach (var member in found.Spec.Members)
        {
            if (driver.Snapshots is not { } one) return new DriverResult.Done();
            ct.ThrowIfCancellationRequested();
            if (await one.DeleteSnapshot(member, ct) is var end and not DriverResult.Done) return end;
        }
        return new DriverResult.Done();
    }

    async Task<DriverResult> OnGroup(string groupId, DriverResult gone, Func<IGroups, GroupSpec, Task<DriverResult>> call, CancellationToken ct)
    {
        if (await groups.Find(groupId, ct) is not { ServiceHost.Length: > 0 } group) return gone;
        if (backends.Find(group.ServiceHost) is not { } driver) return NotStarted(group);
        return driver.Groups is { } able ? await call(able, SpecOf(group)) : new DriverResult.Done();
    }

    async Task<Found?> Find(string snapshotId, CancellationToken ct)
    {
        if (await snapshots.Find(snapshotId, ct) is not { } snapshot || await groups.Find(snapshot.GroupId, ct) is not { } group) return null;
        var members = new List<SnapshotSpec>();
        foreach (var member in snapshot.Members)
        {
            if (await shares.Find(member.ShareId, ct) is { } share) members.Add(await specs.Of(member, share, ct));
        }
        return new Found(group, backends.Find(group.ServiceHost), new GroupSnapshotSpec(snapshot.Id.Text, SpecOf(group), members));
    }

    static GroupSpec SpecOf(ShareGroup group) => new(group.Id.Text, group.ProjectId, group.Pool);

    static DriverResult NotStarted(ShareGroup group) => AbsentBackend.Of(group.ServiceHost, $"Share group {group.Id}");

    sealed record Found(ShareGroup Group, IShareDriver? Driver, GroupSnapshotSpec Spec);
}
