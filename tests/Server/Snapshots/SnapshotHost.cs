using System.Text.Json;
using Abaca.Tests.Server.AccessRules;
using Xunit;

namespace Abaca.Tests.Server.Snapshots;

/// <summary>A service with a share of which snapshots are taken.</summary>
public abstract class SnapshotHost : IAsyncLifetime
{
    private protected const string MemberProject = "b0000000000000000000000000000002";

    private protected ApiHost host = null!;

    private protected string share = "";

    public async ValueTask InitializeAsync()
    {
        host = await ApiHost.Start();
        await DirectRows.PlainType(host);
        share = await host.MakeShare();
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private protected static string Id(Answer answer) => answer.Json.GetProperty("snapshot").GetProperty("id").GetString()!;

    private protected Task<Answer> Take(string name) => host.Post("/v2/snapshots", new { snapshot = new { share_id = share, name } }, ApiHost.Member);

    private protected async Task<string> Taken(string name)
    {
        var answer = await Take(name);
        Assert.True(answer.Status == 202, answer.Text);
        await host.UntilStatus($"/v2/snapshots/{Id(answer)}", "snapshot", "available");
        return Id(answer);
    }

    private protected async Task Delete(string id)
    {
        Assert.Equal(202, (await host.Delete($"/v2/snapshots/{id}", ApiHost.Member)).Status);
        await host.UntilGone($"/v2/snapshots/{id}");
    }

    private protected Task<Answer> Act(string id, string action, object body, string token) =>
        host.Post($"/v2/snapshots/{id}/action", new Dictionary<string, object> { [action] = body }, token);

    private protected async Task<JsonElement> Show(string id, string token = ApiHost.Member) =>
        (await host.Get($"/v2/snapshots/{id}", token)).Json.GetProperty("snapshot");

    private protected async Task<(long Snapshots, long Gib)> Used() => (await InUse("snapshots"), await InUse("snapshot_gigabytes"));

    private protected ValueTask<long> InUse(string resource) => host.Db.Number(
        $"SELECT MAX(in_use) FROM quota_uses WHERE project_id = {MemberProject} AND resource = {resource}");
}
