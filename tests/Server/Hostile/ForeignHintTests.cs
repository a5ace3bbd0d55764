using Xunit;

namespace Abaca.Tests.Server.Hostile;

/// <summary>Scheduler hints that name a share: one's own is told, another project's is only looked at.</summary>
[Trait("Suite", "Hostile")]
public sealed class ForeignHintTests : IAsyncLifetime
{
    ApiHost host = null!;
    string ours = "";

    public async ValueTask InitializeAsync()
    {
        host = await ApiHost.Start();
        await host.MakeType();
        ours = await host.MakeShare();
        Assert.Equal(200, (await host.Put($"/v2/shares/{ours}", new { share = new { is_public = true } })).Status);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData("same_host", "__affinity_same_host", ApiHost.Stranger)]
    [InlineData("same_host", "__affinity_same_host", ApiHost.Admin)]
    [InlineData("different_host", "__affinity_different_host", ApiHost.Stranger)]
    public async Task A_public_share_of_another_project_is_not_written_into(string hint, string key, string caller)
    {
        var before = await Row(ours);
        var made = await Create(hint, ours, caller);
        Assert.True(made.Status == 200, made.Text);
        var theirs = made.Json.GetProperty("share");
        Assert.Equal(ours, theirs.GetProperty("metadata").GetProperty(key).GetString());
        Assert.Equal(before, await Row(ours));
        var id = theirs.GetProperty("id").GetString()!;
        await Settled(id, caller);
        Assert.Equal(202, (await host.Delete($"/v2/shares/{id}", caller)).Status);
        await host.UntilGone($"/v2/shares/{id}", caller);
        Assert.Equal(before, await Row(ours));
    }

    [Fact]
    public async Task A_share_that_is_not_to_be_seen_is_not_there_and_not_written_into()
    {
        Assert.Equal(200, (await host.Put($"/v2/shares/{ours}", new { share = new { is_public = false } })).Status);
        var before = await Row(ours);
        Assert.Equal(404, (await Create("same_host", ours, ApiHost.Stranger)).Status);
        Assert.Equal(before, await Row(ours));
    }

    [Fact]
    public async Task Shares_of_one_project_know_of_each_other_until_one_goes()
    {
        var made = await Create("same_host", ours, ApiHost.Member);
        var id = made.Json.GetProperty("share").GetProperty("id").GetString()!;
        await host.UntilStatus($"/v2/shares/{id}", "share", "available");
        Assert.Contains($"\"__affinity_same_host\":\"{id}\"", await Row(ours), StringComparison.Ordinal);
        Assert.Equal(202, (await host.Delete($"/v2/shares/{id}", ApiHost.Member)).Status);
        await host.UntilGone($"/v2/shares/{id}");
        Assert.DoesNotContain("__affinity", await Row(ours), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metadata_that_looks_like_a_hint_reaches_no_other_share_when_its_bearer_goes()
    {
        var id = await host.MakeShare(token: ApiHost.Stranger);
        var metadata = new Dictionary<string, string> { ["__affinity_same_host"] = ours, ["__affinity_different_host"] = ours };
        Assert.Equal(200, (await host.Put($"/v2/shares/{id}/metadata", new { metadata })).Status); // by an administrator
        var before = await Row(ours);
        Assert.Equal(202, (await host.Delete($"/v2/shares/{id}", ApiHost.Stranger)).Status);
        await host.UntilGone($"/v2/shares/{id}", ApiHost.Stranger);
        Assert.Equal(before, await Row(ours));
    }

    Task<Answer> Create(string hint, string peers, string caller) => host.Post(
        "/v2/shares",
        new { share = new { share_proto = "NFS", size = 1, share_type = "plain", scheduler_hints = new Dictionary<string, string> { [hint] = peers } } }, caller);

    // There is one pool: a share that must not lie on it ends in error.
    Task Settled(string id, string caller) => host.Until(
        async () => (await host.Get($"/v2/shares/{id}", caller)).Json.GetProperty("share").GetProperty("status").GetString() is "available" or "error", $"{id} has settled");

    async Task<string> Row(string share) => (await host.Db.First(
        $"SELECT metadata, updated_at, is_public, name, revision FROM shares WHERE id = {share}", row => string.Join('|', Enumerable.Range(0, 5).Select(i => row.TextOrNull(i)))))!;
}
