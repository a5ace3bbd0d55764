using Xunit;

namespace Abaca.Tests.Compat.Horizon;

/// <summary>What an administrator does in Horizon's panels: types, taking shares over, moving them, projects and users.</summary>
public sealed class AdminLifeTests(HorizonHost host) : IAsyncLifetime, IClassFixture<HorizonHost>
{
    const string Shares = "/admin/shares/";
    const string Types = "/admin/share_types/";

    Browser browser = null!;
    int before;

    public ValueTask InitializeAsync()
    {
        browser = host.Admin();
        before = host.Dashboard.Log.Length;
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        browser?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Types_are_made_and_shares_are_taken_over_moved_and_let_go_of()
    {
        browser.MakePlainType();
        browser.Step("change the type", () =>
        {
            browser.Open(Types);
            browser.Press("plain", "update share type");
            browser.Fill("extra_specs", "snapshot_support=True\ncreate_share_from_snapshot_support=True\nrevert_to_snapshot_support");
            browser.Send();
            browser.UntilRow("plain", "create_share_from_snapshot_support");
        });
        PrivateType();
        Manage();
        Migrate();
        Unmanage();
        Look();
        Quotas();
        browser.Delete(Types, "ours");
        NothingFailed();
    }

    [Fact]
    public void Projects_and_users_are_made_and_the_new_user_signs_in()
    {
        const string Projects = "/identity/";
        const string Users = "/identity/users/";
        browser.Step("make a project", () =>
        {
            browser.Open(Projects);
            browser.Press("create");
            browser.Fill("name", "lab");
            browser.Fill("description", "to try things in");
            browser.Send();
            browser.UntilRow("lab", "to try things in");
        });
        browser.Step("make a user", () =>
        {
            browser.Open(Users);
            browser.Press("create");
            browser.Fill("name", "eve");
            browser.Fill("email", "eve@example.org");
            browser.Fill("password", "a long secret");
            browser.Fill("confirm_password", "a long secret");
            browser.Choose("project", "lab");
            browser.Choose("role_id", "member");
            browser.Send();
            browser.UntilRow("eve", "eve@example.org");
            browser.Press("eve", "edit");
            browser.Fill("description", "tries things");
            browser.Send();
            browser.UntilRow("eve", "tries things");
            browser.Follow("eve");
        });
        using (var eve = Browser.SignedIn(host.Dashboard, "eve", "a long secret")) eve.Step("look at the user's own page", () => eve.Open("/project/share_snapshots/"));
        browser.Delete(Users, "eve");
        browser.Delete(Projects, "lab");
        NothingFailed();
    }

    void PrivateType() => browser.Step("make a type for one project", () =>
    {
        browser.Open(Types);
        browser.Press("create");
        browser.Fill("name", "ours");
        browser.Mark("is_public", set: false);
        browser.Send();
        browser.Press("ours", "manage");
        browser.Add("demo");
        browser.Send();
        browser.UntilRow("ours", "driver_handles_share_servers", Types);
    });

    void Manage() => browser.Step("take over what lies on a backend", () =>
    {
        browser.Open(Shares);
        browser.Press("manage");
        browser.Fill("name", "found");
        browser.Fill("host", "node@first#left");
        browser.Fill("export_location", "old");
        browser.Choose("protocol", "NFS");
        browser.Choose("share_type", "plain");
        browser.Send();
        browser.UntilRow("found", "Available");
        browser.Follow("found");
        Assert.Contains("3 GiB", browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("__managed_at", browser.Text, StringComparison.Ordinal);
    });

    void Migrate() => browser.Step("move the share to another pool", () =>
    {
        browser.Open(Shares);
        browser.Press("found", "migration_start");
        browser.Choose("host", "node@first#right");
        browser.Mark("nondisruptive", set: false);
        browser.Send();
        browser.UntilAction("found", "migration_complete");
        browser.Press("found", "migration_get_progress");
        browser.Send();
        browser.Press("found", "migration_complete");
        browser.Send();
        browser.UntilRow("found", "node@first#right");
        browser.UntilRow("found", "Available");
    });

    void Unmanage() => browser.Step("let go of the share", () =>
    {
        browser.Press("found", "unmanage");
        browser.Send();
        browser.UntilNoRow("found", Shares);
    });

    void Look() => browser.Step("look at instances and messages", () =>
    {
        browser.MakeShare("seen", "plain");
        browser.Open("/admin/share_instances/");
        browser.Open("/admin/user_messages/");
        browser.Delete("/project/shares/", "seen");
    });

    // To change them Horizon wants one of Nova, Cinder and Neutron.
    void Quotas() => browser.Step("look at the default quotas of shares", () => browser.UntilRow("Share gigabytes", "1000", "/admin/defaults/"));

    // What a panel survives, it hides; its log does not.
    void NothingFailed()
    {
        Assert.DoesNotContain("Recoverable error", host.Dashboard.Log[before..], StringComparison.Ordinal);
        Assert.DoesNotContain("Traceback", host.Dashboard.Log[before..], StringComparison.Ordinal);
    }
}
