using Xunit;

namespace Abaca.Tests.Compat.Horizon;

/// <summary>The life of a share, as a user of a project leads it in Horizon's panels.</summary>
public sealed class ShareLifeTests(HorizonHost host) : IAsyncLifetime, IClassFixture<HorizonHost>
{
    const string Shares = "/project/shares/";
    const string Snapshots = "/project/share_snapshots/";

    Browser browser = null!;
    int before;

    public ValueTask InitializeAsync()
    {
        using (var admin = host.Admin())
        {
            admin.MakePlainType();
            admin.MakeType("kept", "replication_type=readable", "snapshot_support=True");
            MakeGroupType(admin);
        }
        browser = host.Demo();
        before = host.Dashboard.Log.Length;
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        browser?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void A_share_is_made_changed_and_deleted()
    {
        browser.MakeShare("docs", "plain");
        Edit();
        Resize(3);
        Resize(2);
        Rules();
        Snapshot();
        browser.Step("look at the share and the snapshot", () =>
        {
            browser.Open(Shares);
            browser.Follow("papers");
            Assert.Contains("/path/to/fake/share/", browser.Fields, StringComparison.Ordinal);
            browser.Open(Snapshots);
            browser.Follow("monday");
        });
        Clone();
        Revert();
        browser.Delete(Shares, "copy");
        browser.Delete(Snapshots, "monday");
        browser.Delete(Shares, "papers");
        Group();
        Replicate();
        browser.Step("look at the messages", () => browser.Open("/project/user_messages/"));
        NothingFailed();
    }

    // What a panel survives, it hides; its log does not.
    void NothingFailed()
    {
        Assert.DoesNotContain("Recoverable error", host.Dashboard.Log[before..], StringComparison.Ordinal);
        Assert.DoesNotContain("Traceback", host.Dashboard.Log[before..], StringComparison.Ordinal);
    }

    void Edit() => browser.Step("edit the share", () =>
    {
        browser.Open(Shares);
        browser.Press("docs", "edit");
        browser.Fill("name", "papers");
        browser.Fill("description", "of the year");
        browser.Send();
        browser.UntilRow("papers", "Available");
        browser.Press("papers", "update_metadata");
        browser.Fill("metadata", "color=red\nroom=7");
        browser.Send();
        browser.Follow("papers");
        Assert.Contains("color red", browser.Text, StringComparison.Ordinal);
        browser.Open(Shares);
        browser.Press("papers", "update_metadata");
        browser.Fill("metadata", "color=blue\nroom");
        browser.Send();
        browser.Follow("papers");
        Assert.Contains("color blue", browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("room 7", browser.Text, StringComparison.Ordinal);
    });

    void Resize(int size) => browser.Step($"resize the share to {size}", () =>
    {
        browser.Open(Shares);
        browser.Press("papers", "resize_share");
        browser.Fill("new_size", $"{size}");
        browser.Send();
        browser.UntilRow("papers", $"{size}GiB");
        browser.UntilRow("papers", "Available");
    });

    void Rules() => browser.Step("give and refuse rules", () =>
    {
        browser.Open(Shares);
        browser.Press("papers", "manage_rules");
        browser.Press("rule_add");
        browser.Fill("access_to", "10.0.0.7");
        browser.Fill("metadata", "who=me");
        browser.Send();
        browser.UntilRow("10.0.0.7", "Active");
        browser.Press("10.0.0.7", "update_rule_metadata");
        browser.Fill("metadata", "who=you");
        browser.Send();
        browser.UntilRow("10.0.0.7", "who = you");
        NothingFailed();
        browser.Press("rule_add");
        browser.Fill("access_to", "not a client");
        browser.SendInVain("Unable to add rule");
        before = host.Dashboard.Log.Length; // that one was meant to fail
        browser.Press("10.0.0.7", "delete");
        browser.Send();
        browser.UntilNoRow("10.0.0.7");
    });

    void Snapshot() => browser.Step("take a snapshot", () =>
    {
        browser.Open(Shares);
        browser.Press("papers", "create_share_snapshot");
        browser.Fill("name", "monday");
        browser.Send();
        browser.UntilRow("monday", "Available", Snapshots);
        browser.Press("monday", "edit_share_snapshot");
        browser.Fill("description", "before the change");
        browser.Send();
    });

    void Clone() => browser.Step("make a share from the snapshot", () =>
    {
        browser.Open(Snapshots);
        browser.Press("monday", "create_share_from_share_snapshot");
        browser.Fill("name", "copy");
        browser.Choose("share_proto", "NFS");
        browser.Send();
        browser.UntilRow("copy", "Available", Shares);
    });

    void Revert() => browser.Step("revert the share to its snapshot", () =>
    {
        browser.Open(Shares);
        browser.Press("papers", "revert_share");
        browser.Choose("snapshot", "monday");
        browser.Send();
        browser.UntilRow("papers", "Available");
    });

    void Group()
    {
        const string Groups = "/project/share_groups/";
        const string GroupSnapshots = "/project/share_group_snapshots/";
        browser.Step("make a group with a share and a snapshot", () =>
        {
            browser.Open(Groups);
            browser.Press("create");
            browser.Fill("name", "together");
            browser.Choose("sgt", "pair");
            browser.Send();
            browser.UntilRow("together", "Available");
            browser.Open(Shares);
            browser.Press("create");
            browser.Fill("name", "member");
            browser.Choose("share_proto", "NFS");
            browser.Fill("size", "1");
            browser.Choose("share_type", "plain");
            browser.Choose("sg", "together");
            browser.Send();
            browser.UntilRow("member", "Available");
            browser.Open(Groups);
            browser.Press("together", "create_share_group_snapshot");
            browser.Fill("name", "both");
            browser.Send();
            browser.UntilRow("both", "Available", GroupSnapshots);
            browser.Follow("both");
            browser.Open(Groups);
            browser.Follow("together");
            Assert.Contains("pair", browser.Text, StringComparison.Ordinal);
        });
        browser.Delete(GroupSnapshots, "both");
        browser.Delete(Shares, "member");
        browser.Delete(Groups, "together");
    }

    void Replicate()
    {
        browser.MakeShare("safe", "kept", zone: "nova");
        browser.Step("replicate the share and make the other one active", () =>
        {
            browser.Open(Shares);
            browser.Press("safe", "manage_replicas");
            var replicas = browser.Path;
            browser.Press("replicas");
            browser.Choose("availability_zone", "there");
            browser.Send();
            browser.UntilRow("there", "in_sync", replicas);
            browser.FollowFirst("there");
            browser.Open(replicas);
            browser.Press("there", "set_replica_as_active");
            browser.Send();
            browser.UntilRow("there", "active", replicas);
            browser.UntilRow("nova", "in_sync", replicas);
            browser.Press("nova", "delete");
            browser.Send();
            browser.UntilNoRow("nova", replicas);
        });
        browser.Delete(Shares, "safe");
    }

    static void MakeGroupType(Browser admin) => admin.Step("make a share group type", () =>
    {
        admin.Open("/admin/share_group_types/");
        admin.Press("create");
        admin.Fill("name", "pair");
        admin.Choose("share_types", "plain");
        admin.Send();
        admin.UntilRow("pair", "plain");
    });
}
