using Abaca.DriverSdk;

namespace Abaca.Drivers.Dummy;

/// <summary>Share groups and their snapshots.</summary>
public sealed partial class DummyDriver : IGroups
{
    /// <summary>The groups that the backend holds at this moment. For tests.</summary>
    public IReadOnlyList<HeldGroup> HoldsGroups()
    {
        if (memory is not { } held) return [];
        lock (held.Gate) return [.. held.Groups];
    }

    /// <inheritdoc/>
    public Task<DriverResult> CreateGroup(GroupSpec group, CancellationToken ct = default) => Act(DummyMethod.CreateGroup, held =>
    {
        if (!options.Pools.ContainsKey(group.Pool)) return No(MessageDetail.NoValidHost, $"There is no pool '{group.Pool}' in dummy_pools.");
        if (held.Group(group.Id) is null) held.Keep(new HeldGroup(group.Id, group.Pool));
        return new DriverResult.Done();
    }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> DeleteGroup(GroupSpec group, CancellationToken ct = default) => Act(DummyMethod.DeleteGroup, held =>
    {
        held.DropGroup(group.Id);
        return new DriverResult.Done();
    }, ct);

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>>> CreateGroupSnapshot(
        GroupSnapshotSpec snapshot, CancellationToken ct = default) =>
        Act<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>>(DummyMethod.CreateGroupSnapshot, held =>
        {
            var wanted = snapshot.Members.Where(member => held.Snapshot(member.InstanceId) is null).ToList();
            if (wanted.Find(member => held.Share(member.Share.InstanceId) is null) is { } missing) return NotThere(missing.Share);
            foreach (var member in wanted)
            {
                var share = held.Share(member.Share.InstanceId)!;
                held.Keep(Taken(member, share));
            }
            return snapshot.Members.ToDictionary(
                member => member.InstanceId,
                IReadOnlyDictionary<string, string> (member) => new Dictionary<string, string> { ["provider_location"] = member.Name });
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> DeleteGroupSnapshot(GroupSnapshotSpec snapshot, CancellationToken ct = default) => Act(DummyMethod.DeleteGroupSnapshot, held => Drop(held, snapshot.Members), ct);
}
