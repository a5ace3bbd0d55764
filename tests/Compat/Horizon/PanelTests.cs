using Xunit;

namespace Abaca.Tests.Compat.Horizon;

/// <summary>Every panel that Horizon offers to somebody opens, and no call behind it fails.</summary>
public sealed class PanelTests(HorizonHost host) : IClassFixture<HorizonHost>
{
    static readonly string[] OfProjects =
    [
        "/project/shares/", "/project/share_snapshots/", "/project/share_networks/", "/project/security_services/", "/project/share_groups/",
        "/project/share_group_snapshots/", "/project/user_messages/", "/project/api_access/", "/identity/users/", "/identity/application_credentials/",
    ];

    static readonly string[] OfAdmins =
    [
        .. OfProjects, "/admin/shares/", "/admin/share_snapshots/", "/admin/share_types/", "/admin/share_networks/", "/admin/security_services/",
        "/admin/share_servers/", "/admin/share_instances/", "/admin/share_groups/", "/admin/share_group_snapshots/", "/admin/share_group_types/",
        "/admin/user_messages/", "/admin/defaults/", "/admin/info/", "/identity/", "/identity/groups/", "/identity/roles/", "/identity/domains/",
    ];

    [Fact]
    public void Every_panel_opens_for_a_user()
    {
        using var browser = host.Demo();
        Look(browser, OfProjects);
    }

    [Fact]
    public void Every_panel_opens_for_an_administrator()
    {
        using var browser = host.Admin();
        Look(browser, OfAdmins);
    }

    [Fact]
    public async Task The_setting_that_the_documentation_gives_leads_to_the_shares_where_there_is_no_overview()
    {
        var document = await File.ReadAllLinesAsync(Path.Combine(Root(), "docs/operators/horizon.md"));
        var setting = Assert.Single(document, line => line.StartsWith("HORIZON_CONFIG", StringComparison.Ordinal));
        await using var dashboard = await Dashboard.Start(host.Service, setting);
        Assert.Equal("/project/shares/", Browser.HomeOf(dashboard, "demo", host.PasswordOf("demo")));
    }

    static string Root()
    {
        var place = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(place, "Abaca.slnx"))) place = Path.GetDirectoryName(place) ?? throw new InvalidOperationException("The tests run outside the project.");
        return place;
    }

    void Look(Browser browser, string[] expected)
    {
        var before = host.Dashboard.Log.Length;
        var offered = browser.Links("/project/", "/admin/", "/identity/").Where(IsPanel).ToHashSet();
        Assert.Empty(expected.Except(offered));
        foreach (var panel in offered.Order(StringComparer.Ordinal)) browser.Step($"open {panel}", () => browser.Open(panel));
        // What a panel survives, it hides; its log does not.
        Assert.DoesNotContain("Recoverable error", host.Dashboard.Log[before..], StringComparison.Ordinal);
        Assert.DoesNotContain("Traceback", host.Dashboard.Log[before..], StringComparison.Ordinal);
    }

    static bool IsPanel(string path) => path.Count(c => c == '/') <= 3 && path.EndsWith('/');
}
