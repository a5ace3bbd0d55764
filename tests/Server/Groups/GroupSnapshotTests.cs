using Abaca.Drivers.Dummy;
using Xunit;

namespace Abaca.Tests.Server.Groups;

/// <summary>Snapshots of groups, and groups made from them.</summary>
public sealed class GroupSnapshotTests(GroupHost groups) : IClassFixture<GroupHost>
{
    ApiHost Host => groups.Host;

    [Fact]
    public async Task A_group_snapshot_holds_every_share_and_is_no_snapshot_of_its_own()
    {
        var group = await groups.Group();
        string[] shares = [await groups.ShareIn(group), await groups.ShareIn(group, 2)];
        var snapshot = await groups.Snapshot(group);
        var shown = await groups.Shown($"share-group-snapshots/{snapshot}", "share_group_snapshot");
        Assert.Equal(shares.Order(), shown.GetProperty("members").EnumerateArray().Select(m => m.GetProperty("share_id").GetString()).Order());
        var members = await groups.Shown($"share-group-snapshots/{snapshot}/members", "share_group_snapshot_members");
        Assert.Equal(
            [(1, "NFS", snapshot), (2, "NFS", snapshot)],
            members.EnumerateArray().Select(m => (m.GetProperty("size").GetInt32(), m.GetProperty("share_protocol").GetString()!, m.GetProperty("share_group_snapshot_id").GetString()!)).Order());
        Assert.Equal(members.EnumerateArray().Select(m => m.GetProperty("id").GetString()).Order(), Host.Dummy.Holds().Snapshots.Select(s => s.InstanceId).Intersect(
            members.EnumerateArray().Select(m => m.GetProperty("id").GetString()!)).Order());
        foreach (var (behind, left) in new[] { (0, 1), (1, 0) })
            Assert.Equal(left, (await groups.Shown($"share-group-snapshots/{snapshot}/members?marker={members[behind].GetProperty("id").GetString()}", "share_group_snapshot_members")).GetArrayLength());
        Assert.Equal(0, (await groups.Shown($"snapshots?share_id={shares[0]}", "snapshots")).GetArrayLength());
        Assert.Equal([snapshot], await groups.Ids($"share-group-snapshots?share_group_id={group}", "share_group_snapshots"));
        Assert.Equal(1, (await groups.Shown($"share-group-snapshots/detail?share_group_id={group}&name=monday", "share_group_snapshots")).GetArrayLength());

        Assert.Equal(403, (await Host.Delete($"/v2/shares/{shares[0]}?share_group_id={group}", ApiHost.Member)).Status);
        Assert.Equal(404, (await Host.Delete($"/v2/snapshots/{members[0].GetProperty("id").GetString()}", ApiHost.Member)).Status);
        Assert.Equal(409, (await Host.Delete($"/v2/share-groups/{group}", ApiHost.Member)).Status);
        Assert.Equal(404, (await Host.Get($"/v2/share-group-snapshots/{snapshot}", ApiHost.Stranger)).Status);
        Assert.Equal(202, (await Host.Delete($"/v2/share-group-snapshots/{snapshot}", ApiHost.Member)).Status);
        await Host.UntilGone($"/v2/share-group-snapshots/{snapshot}");
        Assert.DoesNotContain(Host.Dummy.Holds().Snapshots, s => members.EnumerateArray().Any(m => m.GetProperty("id").GetString() == s.InstanceId));
    }

    [Fact]
    public async Task A_group_from_a_group_snapshot_has_a_share_for_every_member()
    {
        var group = await groups.Group();
        foreach (var size in (int[])[1, 2]) await groups.ShareIn(group, size);
        var snapshot = await groups.Snapshot(group);
        var before = await groups.InUse("gigabytes");
        var copy = await groups.Made("/v2/share-groups", new { share_group = new { name = "copy", source_share_group_snapshot_id = snapshot } });
        await Host.UntilStatus($"/v2/share-groups/{copy}", "share_group", "available");
        var shown = await groups.Shown($"share-groups/{copy}", "share_group");
        Assert.Equal(snapshot, shown.GetProperty("source_share_group_snapshot_id").GetString());
        var shares = (await groups.Shown($"shares/detail?share_group_id={copy}", "shares")).EnumerateArray().ToList();
        Assert.Equal([1, 2], shares.Select(s => s.GetProperty("size").GetInt32()).Order());
        Assert.All(shares, s => Assert.Equal("available", s.GetProperty("status").GetString()));
        Assert.Equal(
            (await groups.Shown($"share-group-snapshots/{snapshot}/members", "share_group_snapshot_members")).EnumerateArray().Select(m => m.GetProperty("id").GetString()).Order(),
            shares.Select(s => s.GetProperty("source_share_group_snapshot_member_id").GetString()).Order());
        Assert.All(shares, s => Assert.Contains(Host.Dummy.Holds().Shares, h => h.ShareId == s.GetProperty("id").GetString() && h.GroupId == copy));
        Assert.Equal(before + 3, await groups.InUse("gigabytes"));
        var locations = await groups.Shown($"shares/{shares[0].GetProperty("id").GetString()}/export_locations", "export_locations");
        Assert.True(locations.GetArrayLength() > 0);
        Assert.Equal(409, (await Host.Delete($"/v2/share-group-snapshots/{snapshot}", ApiHost.Member)).Status);
    }

    [Fact]
    public async Task When_one_share_of_a_copied_group_cannot_be_made_none_is_and_all_is_in_error()
    {
        var group = await groups.Group();
        foreach (var size in (int[])[1, 1]) await groups.ShareIn(group, size);
        var snapshot = await groups.Snapshot(group);
        var held = Host.Dummy.Holds().Shares.Count;
        Host.Dummy.Fail(DummyMethod.CreateFromSnapshot, new DummyFailure(FailureKind.Refuse));
        string copy;
        try
        {
            copy = await groups.Made("/v2/share-groups", new { share_group = new { source_share_group_snapshot_id = snapshot } });
            await Host.UntilStatus($"/v2/share-groups/{copy}", "share_group", "error");
        }
        finally
        {
            Host.Dummy.Fail(DummyMethod.CreateFromSnapshot, null);
        }
        Assert.Equal(held, Host.Dummy.Holds().Shares.Count);
        Assert.DoesNotContain(Host.Dummy.HoldsGroups(), g => g.Id == copy);
        Assert.Equal("017", (await groups.Shown($"messages?resource_id={copy}", "messages"))[0].GetProperty("detail_id").GetString());
        var shares = await groups.Ids($"shares?share_group_id={copy}&status=error", "shares");
        Assert.Equal(2, shares.Count);
        foreach (var share in shares) Assert.Equal(202, (await Host.Delete($"/v2/shares/{share}?share_group_id={copy}", ApiHost.Member)).Status);
        foreach (var share in shares) await Host.UntilGone($"/v2/shares/{share}");
        Assert.Equal(202, (await Host.Delete($"/v2/share-groups/{copy}", ApiHost.Member)).Status);
        await Host.UntilGone($"/v2/share-groups/{copy}");
    }

    [Fact]
    public async Task A_group_snapshot_is_refused_while_a_share_is_busy_or_the_group_is_not_there()
    {
        var group = await groups.Group();
        var share = await groups.ShareIn(group);
        async Task<int> Status(string id) => (await Host.Post("/v2/share-group-snapshots", new { share_group_snapshot = new { share_group_id = id } }, ApiHost.Member)).Status;
        Assert.Equal(202, (await Host.Post($"/v2/shares/{share}/action", new { reset_status = new { status = "error" } })).Status);
        Assert.Equal(409, await Status(group));
        Assert.Equal(202, (await Host.Post($"/v2/shares/{share}/action", new { reset_status = new { status = "available" } })).Status);
        Assert.Equal(202, (await Host.Post($"/v2/share-groups/{group}/action", new { reset_status = new { status = "error" } })).Status);
        Assert.Equal(409, await Status(group));
        Assert.Equal(400, await Status("5b6e6c0e-aaaa-4bbb-8ccc-000000000001"));
        Assert.Equal(400, await Status("monday"));
    }

    [Fact]
    public async Task A_group_snapshot_that_the_backend_refuses_is_in_error_with_a_message_and_force_ends_it()
    {
        var group = await groups.Group();
        await groups.ShareIn(group);
        Host.Dummy.Fail(DummyMethod.CreateGroupSnapshot, new DummyFailure(FailureKind.Refuse));
        string snapshot;
        try
        {
            snapshot = await groups.Made("/v2/share-group-snapshots", new { share_group_snapshot = new { share_group_id = group } });
            await Host.UntilStatus($"/v2/share-group-snapshots/{snapshot}", "share_group_snapshot", "error");
        }
        finally
        {
            Host.Dummy.Fail(DummyMethod.CreateGroupSnapshot, null);
        }
        Assert.Equal(1, (await groups.Shown($"messages?resource_id={snapshot}", "messages")).GetArrayLength());
        Assert.Equal(409, (await Host.Post("/v2/share-groups", new { share_group = new { source_share_group_snapshot_id = snapshot } }, ApiHost.Member)).Status);
        Assert.Equal(202, (await Host.Post($"/v2/share-group-snapshots/{snapshot}/action", new { reset_status = new { status = "creating" } })).Status);
        Assert.Equal(409, (await Host.Delete($"/v2/share-group-snapshots/{snapshot}", ApiHost.Member)).Status);
        Assert.Equal(202, (await Host.Post($"/v2/share-group-snapshots/{snapshot}/action", new { force_delete = (object?)null })).Status);
        await Host.UntilGone($"/v2/share-group-snapshots/{snapshot}");
    }
}
