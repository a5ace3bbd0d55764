using Abaca.DriverSdk;
using Abaca.Server.Data;
using Abaca.Server.Groups;
using Abaca.Server.Shares;

namespace Abaca.Tests.Server.Torture;

/// <summary>Puts share groups and their snapshots into a world for a run to begin with.</summary>
/// <param name="world">The world.</param>
sealed class GroupWorld(ShareWorld world)
{
    const string TypeId = "group-type-1";

    Slices Slices => world.Slices;

    /// <summary>A group that is only a plan.</summary>
    public ShareGroup Planned() => new()
    {
        Id = ShareGroupId.New(),
        ProjectId = ShareWorld.Project,
        UserId = ShareWorld.User,
        TypeId = TypeId,
        ShareTypeIds = ["type-1"],
        CreatedAt = world.Clock.GetUtcNow(),
    };

    /// <summary>What the API writes of a new group.</summary>
    public async Task Ask(Tx tx, ShareGroup group)
    {
        if (await Slices.GroupTypes.Find(tx, TypeId) is null)
        {
            await Slices.GroupTypes.Insert(tx, new ShareGroupType(
                TypeId, TypeId, true, new Dictionary<string, string> { ["consistent_snapshot_support"] = "pool" }, ["type-1"], world.Clock.GetUtcNow(), null));
        }
        await Slices.Quotas.Take(tx, GroupSubjects.CostOf(group));
        await Slices.Groups.Insert(tx, group);
    }

    /// <summary>A group that is there, on the backend and in the ledgers, with so many shares of 1 GiB.</summary>
    public async Task<ShareGroup> Group(string pool, int shares)
    {
        var group = Planned() with { Status = GroupStatus.Available, Host = $"{Slices.Service}#{pool}", AvailabilityZone = ShareWorld.Zone };
        if (await world.Backend.CreateGroup(SpecOf(group)) is not DriverResult.Done) throw new InvalidOperationException("No group.");
        await world.Db.Transaction(tx => Ask(tx, group));
        for (var i = 0; i < shares; i++) await world.Share(1, pool, group.Id.Text);
        return group;
    }

    /// <summary>A snapshot of the group that is only a plan.</summary>
    public async Task<GroupSnapshot> PlannedSnapshot(ShareGroup group)
    {
        var id = GroupSnapshotId.New();
        var members = await world.Db.Transaction(async tx => await Slices.Shares.InGroup(tx, group.Id));
        return new GroupSnapshot
        {
            Id = id,
            GroupId = group.Id,
            ProjectId = ShareWorld.Project,
            UserId = ShareWorld.User,
            CreatedAt = world.Clock.GetUtcNow(),
            Members = members.ConvertAll(share => new GroupSnapshotMember
            {
                Id = Guid.NewGuid().ToString(),
                SnapshotId = id,
                ShareId = share.Id,
                ShareInstanceId = share.InstanceId,
                ProjectId = ShareWorld.Project,
                Size = share.Size,
                Protocol = share.Protocol,
                CreatedAt = world.Clock.GetUtcNow(),
            }),
        };
    }

    /// <summary>What the API writes of a new group snapshot.</summary>
    public async Task Ask(Tx tx, GroupSnapshot snapshot)
    {
        await Slices.Quotas.Take(tx, GroupSubjects.CostOf(snapshot));
        await Slices.GroupSnapshots.Insert(tx, snapshot);
    }

    /// <summary>A snapshot of the group that is there.</summary>
    public async Task<GroupSnapshot> Snapshot(ShareGroup group)
    {
        var snapshot = await PlannedSnapshot(group) with { Status = GroupStatus.Available };
        var members = new List<SnapshotSpec>();
        foreach (var member in snapshot.Members)
        {
            members.Add(await Slices.Specs.Of(member, (await Slices.Shares.Find(member.ShareId.Text))!, default));
        }
        var taken = ((DriverResult<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>>.Done)
            await world.Backend.CreateGroupSnapshot(new GroupSnapshotSpec(snapshot.Id.Text, SpecOf(group), members))).Value;
        await world.Db.Transaction(async tx =>
        {
            await Ask(tx, snapshot);
            foreach (var (member, details) in taken) await Slices.GroupSnapshots.SetDetails(tx, member, details);
        });
        return snapshot;
    }

    /// <summary>Shares as they are made from a group snapshot.</summary>
    public IReadOnlyList<Share> SharesFrom(GroupSnapshot snapshot, ShareGroup group) =>
        [.. snapshot.Members.Select(m => world.Planned(m.Size) with { GroupId = group.Id.Text, SourceGroupSnapshotMemberId = m.Id })];

    static GroupSpec SpecOf(ShareGroup group) => new(group.Id.Text, group.ProjectId, group.Pool);
}
