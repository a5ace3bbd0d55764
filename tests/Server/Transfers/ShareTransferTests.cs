using System.Text.Json;
using Abaca.Server.Ledgers;
using Abaca.Server.Transfers;
using Abaca.Tests.Server.AccessRules;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Abaca.Tests.Server.Transfers;

/// <summary>A share goes to the project that accepts it, with all that belongs to it, or stays where it is.</summary>
public sealed class ShareTransferTests : IAsyncLifetime
{
    const string Donor = "b0000000000000000000000000000002", Receiver = "c0000000000000000000000000000003";
    ApiHost host = null!;
    string share = "";

    public async ValueTask InitializeAsync()
    {
        host = await ApiHost.Start("transfer_retention_time = 3600");
        await DirectRows.PlainType(host);
        share = await host.MakeShare();
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Who_has_the_key_gets_the_share_and_its_snapshots_and_pays_for_them()
    {
        await host.Put($"/v2/shares/{share}/metadata", new { metadata = new { color = "red" } }, ApiHost.Member);
        var snapshot = await Snapshot();
        var (id, key) = await Offer();
        Assert.Equal("awaiting_transfer", await Status($"shares/{share}", "share", ApiHost.Member));
        Assert.Equal("awaiting_transfer", await Status($"snapshots/{snapshot}", "snapshot", ApiHost.Member));
        Assert.Equal(202, (await Accept(id, key)).Status);

        Assert.Equal(404, (await host.Get($"/v2/shares/{share}", ApiHost.Member)).Status);
        Assert.Equal(404, (await host.Get($"/v2/snapshots/{snapshot}", ApiHost.Member)).Status);
        Assert.Equal(404, (await host.Get($"/v2/share-transfers/{id}", ApiHost.Member)).Status);
        Assert.Equal("available", await Status($"shares/{share}", "share", ApiHost.Stranger));
        Assert.Equal("available", await Status($"snapshots/{snapshot}", "snapshot", ApiHost.Stranger));
        Assert.Equal((0, 0, 0, 0), await Used(Donor));
        Assert.Equal((1, 1, 1, 1), await Used(Receiver));
        await BooksAgree();
        Assert.Single((await host.Get("/v2/shares?metadata={'color':'red'}", ApiHost.Stranger)).Json.GetProperty("shares").EnumerateArray());
        Assert.Empty((await host.Get("/v2/shares?metadata={'color':'red'}", ApiHost.Member)).Json.GetProperty("shares").EnumerateArray());
        Assert.Equal(202, (await host.Delete($"/v2/snapshots/{snapshot}", ApiHost.Stranger)).Status);
        await host.UntilGone($"/v2/snapshots/{snapshot}", ApiHost.Stranger);
        Assert.Equal(202, (await host.Delete($"/v2/shares/{share}", ApiHost.Stranger)).Status);
        await host.UntilGone($"/v2/shares/{share}", ApiHost.Stranger);
        Assert.Equal((0, 0, 0, 0), await Used(Receiver));
    }

    [Fact]
    public async Task The_key_is_shown_once_and_kept_as_a_hash()
    {
        var (id, key) = await Offer();
        Assert.Equal(16, key.Length);
        Assert.DoesNotContain("auth_key", (await host.Get($"/v2/share-transfers/{id}", ApiHost.Member)).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("auth_key", (await host.Get("/v2/share-transfers/detail", ApiHost.Member)).Text, StringComparison.Ordinal);
        Assert.Equal(0, await host.Db.Number($"SELECT COUNT(*) FROM share_transfers WHERE salt = {key} OR key_hash = {key}"));
    }

    [Fact]
    public async Task Another_key_opens_nothing_and_says_no_more_than_one_for_no_transfer()
    {
        var (id, key) = await Offer();
        var wrong = await Accept(id, "0123456789abcdef");
        var none = await Accept(share, key);
        Assert.Equal((400, 400), (wrong.Status, none.Status));
        Assert.Equal(wrong.Message.Replace(id, "ID", StringComparison.Ordinal), none.Message.Replace(share, "ID", StringComparison.Ordinal));
        Assert.Equal("awaiting_transfer", await Status($"shares/{share}", "share", ApiHost.Member));
    }

    [Fact]
    public async Task It_is_accepted_once()
    {
        var (id, key) = await Offer();
        var both = await Task.WhenAll(Accept(id, key), Accept(id, key, ApiHost.Admin));
        Assert.Equal([202, 400], both.Select(a => a.Status).Order());
        await BooksAgree();
    }

    [Fact]
    public async Task What_is_over_the_receivers_quota_stays_where_it_is()
    {
        await host.Put($"/v2/quota-sets/{Receiver}", new { quota_set = new { shares = 0 } });
        var (id, key) = await Offer();
        var answer = await Accept(id, key);
        Assert.Equal(413, answer.Status);
        Assert.Contains("exceed", answer.Message, StringComparison.Ordinal);
        Assert.Equal("awaiting_transfer", await Status($"shares/{share}", "share", ApiHost.Member));
        await BooksAgree();
    }

    [Fact]
    public async Task Taken_back_it_is_its_owners_as_before()
    {
        var snapshot = await Snapshot();
        var (id, key) = await Offer();
        Assert.Equal(404, (await host.Delete($"/v2/share-transfers/{id}", ApiHost.Stranger)).Status);
        Assert.Equal(200, (await host.Delete($"/v2/share-transfers/{id}", ApiHost.Member)).Status);
        Assert.Equal("available", await Status($"shares/{share}", "share", ApiHost.Member));
        Assert.Equal("available", await Status($"snapshots/{snapshot}", "snapshot", ApiHost.Member));
        Assert.Equal(400, (await Accept(id, key)).Status);
    }

    [Fact]
    public async Task An_offer_ends_when_its_time_is_over()
    {
        var (id, key) = await Offer();
        await host.Db.Transaction(tx => tx.Execute($"UPDATE share_transfers SET expires_at = {DateTimeOffset.UnixEpoch}"));
        Assert.Equal(400, (await Accept(id, key)).Status);
        Assert.Equal(1, await host.Services.GetRequiredService<ShareTransfers>().TakeBackExpired());
        Assert.Equal("available", await Status($"shares/{share}", "share", ApiHost.Member));
        Assert.Equal(404, (await host.Get($"/v2/share-transfers/{id}", ApiHost.Member)).Status);
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task Whom_the_donor_let_in_goes_or_stays_as_the_receiver_wants(bool clear)
    {
        await host.Post($"/v2/shares/{share}/action", new { allow_access = new { access_type = "ip", access_to = "10.0.0.1" } }, ApiHost.Member);
        await host.Until(async () => (await Rules(ApiHost.Member)) is [var one] && one.GetProperty("state").GetString() == "active", "the rule is active");
        var (id, key) = await Offer();
        Assert.Equal(202, (await Accept(id, key, clear: clear)).Status);
        Assert.Equal(clear ? 0 : 1, (await Rules(ApiHost.Stranger)).Count);
        Assert.Equal(clear ? 0 : 1, host.Dummy.Holds().Shares.Single().Rules.Count);
    }

    [Fact]
    public async Task A_lock_of_the_donor_does_not_bind_the_receiver()
    {
        await host.Post("/v2/resource-locks", new { resource_lock = new { resource_id = share, resource_type = "share" } }, ApiHost.Member);
        var (id, key) = await Offer();
        Assert.Equal(202, (await Accept(id, key)).Status);
        Assert.Equal(202, (await host.Delete($"/v2/shares/{share}", ApiHost.Stranger)).Status);
    }

    [Fact]
    public async Task What_is_not_at_rest_or_anothers_cannot_be_offered()
    {
        Assert.Equal(400, (await AskFor(share, ApiHost.Stranger)).Status);
        await Offer();
        Assert.Equal(400, (await AskFor(share, ApiHost.Member)).Status);
        Assert.Equal(403, (await host.Delete($"/v2/shares/{share}", ApiHost.Member)).Status);
    }

    [Fact]
    public async Task A_type_that_the_receiver_may_not_use_keeps_the_share_from_it()
    {
        var type = await host.MakeType("for the donor");
        Assert.Equal(200, (await host.Put($"/v2/types/{type}", new Dictionary<string, object> { ["share_type"] = new Dictionary<string, object> { ["share_type_access:is_public"] = false } })).Status);
        Assert.Equal(202, (await host.Post($"/v2/types/{type}/action", new { addProjectAccess = new { project = Donor } })).Status);
        share = await host.MakeShare("for the donor");
        var (id, key) = await Offer();
        Assert.Equal(400, (await Accept(id, key)).Status);
    }

    async Task<string> Snapshot()
    {
        var made = await host.Post("/v2/snapshots", new { snapshot = new { share_id = share } }, ApiHost.Member);
        var id = made.Json.GetProperty("snapshot").GetProperty("id").GetString()!;
        await host.UntilStatus($"/v2/snapshots/{id}", "snapshot", "available");
        return id;
    }

    Task<Answer> AskFor(string id, string token) => host.Post("/v2/share-transfers", new { transfer = new { share_id = id, name = " mine " } }, token);

    async Task<(string Id, string Key)> Offer()
    {
        var made = await AskFor(share, ApiHost.Member);
        Assert.True(made.Status == 202, made.Text);
        var transfer = made.Json.GetProperty("transfer");
        Assert.Equal("mine", transfer.GetProperty("name").GetString());
        return (transfer.GetProperty("id").GetString()!, transfer.GetProperty("auth_key").GetString()!);
    }

    Task<Answer> Accept(string id, string key, string token = ApiHost.Stranger, bool clear = false) =>
        host.Post($"/v2/share-transfers/{id}/accept", new { accept = new { auth_key = key, clear_access_rules = clear } }, token);

    async Task<string> Status(string path, string envelope, string token) => (await host.Get($"/v2/{path}", token)).Json.GetProperty(envelope).GetProperty("status").GetString()!;

    async Task<IReadOnlyList<JsonElement>> Rules(string token) => [.. (await host.Get($"/v2/share-access-rules?share_id={share}", token)).Json.GetProperty("access_list").EnumerateArray()];

    async Task<(int Shares, int Gigabytes, int Snapshots, int SnapshotGigabytes)> Used(string project)
    {
        var set = (await host.Get($"/v2/quota-sets/{project}/detail")).Json.GetProperty("quota_set");
        return (Of("shares"), Of("gigabytes"), Of("snapshots"), Of("snapshot_gigabytes"));

        int Of(string resource) => set.GetProperty(resource).GetProperty("in_use").GetInt32();
    }

    async Task BooksAgree() => Assert.Empty(await new LedgerAudit(host.Db).Compare());
}
