namespace Abaca.Tests.Compat.Horizon;

/// <summary>What people do in Horizon's panels again and again.</summary>
static class Tasks
{
    /// <summary>An administrator makes a share type; lines are its extra specs.</summary>
    public static void MakeType(this Browser browser, string name, params string[] specs) => browser.Step($"make the share type {name}", () =>
    {
        browser.Open("/admin/share_types/");
        browser.Press("create");
        browser.Fill("name", name);
        browser.Fill("extra_specs", string.Join('\n', specs));
        browser.Send();
        browser.UntilRow(name, "driver_handles_share_servers");
    });

    /// <summary>The type of which the shares of these tests are: with snapshots and all that is made of them.</summary>
    public static void MakePlainType(this Browser browser) => browser.MakeType(
        "plain", "snapshot_support=True", "create_share_from_snapshot_support=True", "revert_to_snapshot_support=True");

    /// <summary>Makes a share and waits until it is available.</summary>
    public static void MakeShare(this Browser browser, string name, string type, int size = 1, string? zone = null) => browser.Step($"make the share {name}", () =>
    {
        browser.Open("/project/shares/");
        browser.Press("create");
        browser.Fill("name", name);
        browser.Choose("share_proto", "NFS");
        browser.Fill("size", $"{size}");
        browser.Choose("share_type", type);
        if (zone is not null) browser.Choose("availability_zone", zone);
        browser.Send();
        browser.UntilRow(name, "Available");
    });

    /// <summary>Deletes what stands in a row and waits until it is gone.</summary>
    public static void Delete(this Browser browser, string panel, string row) => browser.Step($"delete {row}", () =>
    {
        browser.Open(panel);
        browser.Press(row, "delete");
        browser.Send();
        browser.UntilNoRow(row);
    });
}
