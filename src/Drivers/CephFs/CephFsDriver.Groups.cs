using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs;

/// <summary>Share groups as subvolume groups of the same id. The cluster has no snapshots of groups: members are taken one by one.</summary>
sealed partial class CephFsDriver : IGroups
{
    /// <inheritdoc/>
    public Task<DriverResult> CreateGroup(GroupSpec group, CancellationToken ct = default) => StoppedException.Caught(async () =>
    {
        MustBeStarted();
        if ((await subvolumes.Groups(ct)).Contains(group.Id)) return;
        await subvolumes.CreateGroup(group.Id, ct);
    });

    /// <inheritdoc/>
    public Task<DriverResult> DeleteGroup(GroupSpec group, CancellationToken ct = default) => StoppedException.Caught(async () =>
    {
        MustBeStarted();
        await subvolumes.RemoveGroup(group.Id, ct);
    });

    /// <inheritdoc/>
    public async Task<DriverResult<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>>> CreateGroupSnapshot(
        GroupSnapshotSpec snapshot, CancellationToken ct = default) =>
        await StoppedException.Caught<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>>(async () =>
        {
            var details = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
            foreach (var member in snapshot.Members)
            {
                var taken = await CreateSnapshot(member, ct);
                // Refused means that nothing is left behind.
                if (taken is DriverResult<IReadOnlyDictionary<string, string>>.Refused) StoppedException.Need(await DeleteGroupSnapshot(snapshot, ct));
                details[member.InstanceId] = StoppedException.Need(taken);
            }
            return details;
        });

    /// <inheritdoc/>
    public Task<DriverResult> DeleteGroupSnapshot(GroupSnapshotSpec snapshot, CancellationToken ct = default) => StoppedException.Caught(async () =>
    {
        foreach (var member in snapshot.Members) StoppedException.Need(await DeleteSnapshot(member, ct));
    });
}
