using Xunit;

namespace Abaca.Tests.Server.Reconcile;

/// <summary>Whose an adopted share is to be: a project that the identity which is built in knows by its id.</summary>
public sealed class AdoptIntoProjectTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_has_to_be_a_project_by_its_id()
    {
        await using var host = await ApiHost.Start("auth_strategy = embedded", "default_share_type = plain");
        await host.MakeType();
        await host.Db.Transaction(tx => tx.Execute($"INSERT INTO identity_projects (id, name, enabled, description) VALUES ({"c0000000000000000000000000000003"}, {"laboratory"}, {true}, {""})", Ct), Ct);
        host.Dummy.Lay("home", "fake_pool_for_dummy", 1);
        foreach (var wrong in (string[])["no-such-project", "laboratory", "c0000000000000000000000000000004"])
        {
            foreach (var apply in (bool[])[false, true])
            {
                var refused = await Adopt(host, wrong, apply);
                Assert.True(refused.Status == 400 && refused.Text.Contains(wrong, StringComparison.Ordinal), refused.Text);
            }
        }
        var begun = await Adopt(host, "c0000000000000000000000000000003", apply: true);
        Assert.True(begun.Status == 202, begun.Text);
    }

    static Task<Answer> Adopt(ApiHost host, string project, bool apply) => host.Post(
        "/v2/reconcile", new { reconcile = new { action = "adopt", apply, project_id = project, differences = (string[])["dummy:foreign:share:home"] } });
}
