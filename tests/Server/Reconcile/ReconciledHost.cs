using Xunit;

namespace Abaca.Tests.Server.Reconcile;

/// <summary>A service on the Dummy backend, and what the database and the storage may differ in.</summary>
public abstract class ReconciledHost : IAsyncLifetime
{
    private protected const string Project = "b0000000000000000000000000000002";

    private protected ApiHost host = null!;

    private protected OperatorLine line = null!;

    private protected OlderDatabase older = null!;

    private protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        host = await ApiHost.Start("default_share_type = plain");
        await host.MakeType();
        (line, older) = (new OperatorLine(host), new OlderDatabase(host));
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private protected async Task Allow(string share, string client)
    {
        var asked = await host.Post($"/v2/shares/{share}/action", new { allow_access = new { access_type = "ip", access_to = client } }, ApiHost.Member);
        Assert.True(asked.Status == 200, asked.Text);
        var rule = asked.Json.GetProperty("access").GetProperty("id").GetString();
        await host.Until(async () => (await host.Get($"/v2/share-access-rules/{rule}", ApiHost.Member)).Json.GetProperty("access").GetProperty("state").GetString() == "active", "the rule is active");
    }
}
