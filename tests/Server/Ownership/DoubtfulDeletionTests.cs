using Abaca.DriverSdk;
using Abaca.Server.Data;
using Abaca.Server.Shares;
using Abaca.Tests.Server.AccessRules;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Abaca.Tests.Server.Ownership;

/// <summary>Data is not deleted when it belongs to something else, or when nobody knows whose it is.</summary>
[Trait("Suite", "Hostile")]
public sealed class DoubtfulDeletionTests : IAsyncLifetime
{
    ApiHost host = null!;

    public async ValueTask InitializeAsync()
    {
        host = await ApiHost.Start();
        await DirectRows.PlainType(host);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData("another deployment")]
    [InlineData("another row")]
    [InlineData("unreadable")]
    public async Task A_share_with_anothers_mark_stays_and_its_row_says_so(string whose)
    {
        var id = await host.MakeShare();
        var held = host.Dummy.Holds().Shares.Single();
        var own = OwnershipMark.Read(held.Mark)!;
        host.Dummy.Mark(held.InstanceId, whose switch
        {
            "another deployment" => own with { Deployment = Guid.NewGuid().ToString() },
            "another row" => own with { InstanceId = Guid.NewGuid().ToString() },
            _ => OwnershipMark.Read("claimed by hand"),
        });
        Assert.Equal(202, (await host.Delete($"/v2/shares/{id}", ApiHost.Member)).Status);
        await host.UntilStatus($"/v2/shares/{id}", "share", "error_deleting", ApiHost.Admin);
        Assert.Contains("904", Assert.Single(await DirectRows.Messages(host, id)), StringComparison.Ordinal);
        Assert.Single(host.Dummy.Holds().Shares);

        host.Dummy.Mark(held.InstanceId, own);
        Assert.Equal(202, (await host.Post($"/v2/shares/{id}/action", new { force_delete = (string?)null })).Status);
        await host.UntilGone($"/v2/shares/{id}", ApiHost.Admin);
        Assert.Empty(host.Dummy.Holds().Shares);
    }

    [Fact]
    public async Task Even_by_force_only_the_row_goes()
    {
        var id = await host.MakeShare();
        var held = host.Dummy.Holds().Shares.Single();
        host.Dummy.Mark(held.InstanceId, OwnershipMark.Read(held.Mark)! with { Deployment = "another" });
        Assert.Equal(202, (await host.Post($"/v2/shares/{id}/action", new { force_delete = (string?)null })).Status);
        await host.UntilGone($"/v2/shares/{id}", ApiHost.Admin);
        Assert.Single(host.Dummy.Holds().Shares);
    }

    [Fact]
    public async Task A_share_without_a_mark_that_goes_by_the_rows_own_id_is_deleted()
    {
        var id = await host.MakeShare();
        host.Dummy.Mark(host.Dummy.Holds().Shares.Single().InstanceId, null);
        Assert.Equal(202, (await host.Delete($"/v2/shares/{id}", ApiHost.Member)).Status);
        await host.UntilGone($"/v2/shares/{id}", ApiHost.Admin);
        Assert.Empty(host.Dummy.Holds().Shares);
    }

    [Fact]
    public async Task A_snapshot_with_anothers_mark_stays()
    {
        var share = await host.MakeShare();
        var taken = await host.Post("/v2/snapshots", new { snapshot = new { share_id = share, name = "taken" } }, ApiHost.Member);
        var id = taken.Json.GetProperty("snapshot").GetProperty("id").GetString()!;
        await host.UntilStatus($"/v2/snapshots/{id}", "snapshot", "available", ApiHost.Admin);
        var held = host.Dummy.Holds().Snapshots.Single();
        host.Dummy.Mark(held.InstanceId, OwnershipMark.Read(held.Mark)! with { SnapshotId = Guid.NewGuid().ToString() });
        Assert.Equal(202, (await host.Delete($"/v2/snapshots/{id}", ApiHost.Member)).Status);
        await host.UntilStatus($"/v2/snapshots/{id}", "snapshot", "error_deleting", ApiHost.Admin);
        Assert.Single(host.Dummy.Holds().Snapshots);
    }

    [Fact]
    public async Task Two_rows_that_show_one_object_delete_nothing_until_one_of_them_is_let_go_of()
    {
        var (first, second) = (await host.MakeShare(), await host.MakeShare());
        var claims = host.Services.GetRequiredService<ObjectClaims>();
        var rows = await host.Db.Query($"SELECT id, share_id, object_identity FROM share_instances", r => (Id: new ShareInstanceId(r.Text(0)), Share: r.Text(1), Object: r.TextOrNull(2)));
        Assert.All(rows, row => Assert.NotNull(row.Object));
        var (one, other) = (rows.Single(r => r.Share == first), rows.Single(r => r.Share == second));
        await host.Db.Transaction(tx => claims.Claim(tx, other.Id, one.Object));
        Assert.Equal(new ObjectClaim(null, one.Object), await claims.Of(one.Id));
        Assert.Equal(new ObjectClaim(null, one.Object), await claims.Of(other.Id));

        Assert.Equal(202, (await host.Delete($"/v2/shares/{first}", ApiHost.Member)).Status);
        await host.UntilStatus($"/v2/shares/{first}", "share", "error_deleting", ApiHost.Admin);
        Assert.Equal(2, host.Dummy.Holds().Shares.Count);

        Assert.Equal(202, (await host.Post($"/v2/shares/{second}/action", new { unmanage = (string?)null })).Status);
        await host.UntilGone($"/v2/shares/{second}", ApiHost.Admin);
        Assert.Equal(new ObjectClaim(one.Object, null), await claims.Of(one.Id));
        Assert.Equal(202, (await host.Post($"/v2/shares/{first}/action", new { force_delete = (string?)null })).Status);
        await host.UntilGone($"/v2/shares/{first}", ApiHost.Admin);
        Assert.Empty(host.Dummy.Holds().Shares);
    }

    [Fact]
    public async Task The_deployment_has_one_id_for_ever()
    {
        var first = await Deployment.Of(host.Db, TimeProvider.System);
        Assert.Equal(first, await Deployment.Of(host.Db, TimeProvider.System));
        Assert.Equal(first.Id, OwnershipMark.Read((await MadeShare()).Mark)!.Deployment);
    }

    async Task<Abaca.Drivers.Dummy.HeldShare> MadeShare()
    {
        await host.MakeShare();
        return host.Dummy.Holds().Shares.Single();
    }
}
