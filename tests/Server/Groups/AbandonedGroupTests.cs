using Abaca.Drivers.Dummy;
using Xunit;

namespace Abaca.Tests.Server.Groups;

/// <summary>Shares that were to be made with their group: their owner is told of each when the group fails, whoever ended it.</summary>
public sealed class AbandonedGroupTests : IAsyncLifetime
{
    readonly GroupHost groups = new();

    public ValueTask InitializeAsync() => groups.InitializeAsync();

    public ValueTask DisposeAsync() => groups.DisposeAsync();

    [Theory]
    [InlineData(FailureKind.Unclear)] // it would go on for an hour: the operator abandons it
    [InlineData(FailureKind.Refuse)]
    public async Task Each_share_of_a_group_that_fails_has_a_message_of_its_own(FailureKind kind)
    {
        var group = await groups.Group();
        foreach (var _ in (int[])[1, 2]) await groups.ShareIn(group);
        var snapshot = await groups.Snapshot(group);
        groups.Host.Dummy.Fail(DummyMethod.CreateFromSnapshot, new DummyFailure(kind));
        var made = await groups.Made("/v2/share-groups", new { share_group = new { source_share_group_snapshot_id = snapshot } });
        if (kind == FailureKind.Unclear)
        {
            await groups.Host.Until(async () => await groups.Host.Db.Number($"SELECT COUNT(*) FROM operations WHERE resource_id = {made} AND finished_at IS NULL AND reason IS NOT NULL") == 1, "it was tried");
            var operation = await groups.Host.Db.First($"SELECT id FROM operations WHERE resource_id = {made} AND finished_at IS NULL", r => r.Text(0));
            Assert.Equal(202, (await groups.Host.Post($"/v2/operations/{operation}/action", new { abandon = new { } }, version: null)).Status);
        }
        await groups.Host.UntilStatus($"/v2/share-groups/{made}", "share_group", "error");
        var shares = await groups.Ids($"shares?share_group_id={made}", "shares");
        Assert.Equal(2, shares.Count);
        foreach (var share in shares)
        {
            await groups.Host.UntilStatus($"/v2/shares/{share}", "share", "error");
            var message = Assert.Single((await groups.Shown($"messages?resource_id={share}", "messages")).EnumerateArray());
            Assert.Equal(("SHARE", "002"), (message.GetProperty("resource_type").GetString(), message.GetProperty("action_id").GetString()));
        }
    }
}
