#pragma warning disable xUnit1051 // Every call ends by itself at once.

using Abaca.Server.Data;
using Abaca.Server.ShareTypes;
using Xunit;

namespace Abaca.Tests.Unit.ShareTypes;

/// <summary>Share types as they are kept.</summary>
public sealed class ShareTypeStoreTests
{
    [Fact]
    public async Task A_private_type_exists_only_for_projects_it_was_granted_to()
    {
        await using var world = await StoreWorld.Make();
        var type = Type("gold", isPublic: false);
        await world.Db.Transaction(tx => world.Types.Insert(tx, type));
        Assert.Null(await world.Types.Named("gold", "p", isAdmin: false));
        Assert.NotNull(await world.Types.Named("gold", "p", isAdmin: true));

        await world.Db.Transaction(tx => world.Types.Grant(tx, type.Id, "p"));
        Assert.Equal(type.Id, (await world.Types.Named(type.Id, "p", isAdmin: false))?.Id);
        Assert.Null(await world.Types.Named("gold", "q", isAdmin: false));

        Assert.True(await world.Db.Transaction(tx => world.Types.Revoke(tx, type.Id, "p")));
        Assert.Null(await world.Types.Named("gold", "p", isAdmin: false));
    }

    [Fact]
    public async Task A_change_of_a_type_is_seen_at_once_and_one_rolled_back_never()
    {
        await using var world = await StoreWorld.Make();
        var type = Type("default", isPublic: true);
        await world.Db.Transaction(tx => world.Types.Insert(tx, type));
        Assert.Equal("default", (await world.Types.Default())?.Name);
        await world.Db.Transaction(tx => world.Types.SetExtraSpecs(tx, type.Id, new Dictionary<string, string> { ["tier"] = "fast" }));
        Assert.Equal("fast", (await world.Types.ById(type.Id))?.ExtraSpecs["tier"]);

        await Assert.ThrowsAsync<UniqueViolation>(() => world.Db.Transaction(async tx =>
        {
            await world.Types.SetExtraSpecs(tx, type.Id, new Dictionary<string, string>());
            await world.Types.Insert(tx, Type("default", isPublic: true));
        }));
        Assert.Equal("fast", (await world.Types.ById(type.Id))?.ExtraSpecs["tier"]);
        Assert.True(await world.Db.Transaction(tx => world.Types.Remove(tx, type.Id)));
        Assert.Null(await world.Types.ById(type.Id));
    }

    [Fact]
    public async Task What_another_process_changes_is_seen_after_a_moment()
    {
        await using var world = await StoreWorld.Make();
        var elsewhere = new ShareTypeStore(world.Db, new ShareTypeSettings(null), world.Clock);
        var type = Type("gold", isPublic: true);
        await world.Db.Transaction(tx => elsewhere.Insert(tx, type));
        Assert.NotNull(await world.Types.ById(type.Id));
        await world.Db.Transaction(tx => elsewhere.SetExtraSpecs(tx, type.Id, new Dictionary<string, string> { ["tier"] = "slow" }));
        world.Clock.Advance(ShareTypeStore.LongestStale);
        Assert.Equal("slow", (await world.Types.ById(type.Id))?.ExtraSpecs["tier"]);
    }

    static ShareType Type(string name, bool isPublic) => new(
        Guid.NewGuid().ToString(), name, null, isPublic, new Dictionary<string, string> { ["driver_handles_share_servers"] = "False" },
        DateTimeOffset.UnixEpoch, null);
}
