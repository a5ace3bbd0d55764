using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Clients;

/// <summary>The <c>manila</c> commands that move a share to another pool, with one move cancelled and one completed.</summary>
public sealed class MovingShare
{
    const string Left = "node@dummy#left";
    const string Right = "node@dummy#right";

    [Fact]
    public async Task An_administrator_moves_a_share_from_one_pool_to_another()
    {
        Requirements.ForClients();
        await using var service = await ServiceProcess.Start(
            ServiceSetting.Dummy.With("dummy_pools = left:100,right:50", "dummy_migration_seconds = 1") with { Default = ["default_share_type = plain"] });
        var (demo, admin) = (ManilaShell.Demo(service), ManilaShell.Admin(service));
        await admin.Do("type-create", "plain", "False", "--snapshot-support", "True");
        await demo.Do("create", "NFS", "1", "--name", "docs", "--share-type", "plain");
        var id = (await demo.Until("available", "show", "docs"))["id"];
        Assert.Equal(Left, (await admin.Properties("show", id))["host"]);
        await demo.Do("snapshot-create", "docs", "--name", "monday");
        await demo.Until("available", "snapshot-show", "monday");

        await Start(admin, id);
        await Until(service, admin, id, "migration_driver_phase1_done");
        await admin.Do("migration-cancel", id);
        await Until(service, admin, id, "migration_cancelled");
        Assert.Equal(Left, (await admin.Until("available", "show", id))["host"]);

        await Start(admin, id);
        await Until(service, admin, id, "migration_driver_phase1_done");
        Assert.Equal("100", (await admin.Properties("migration-get-progress", id))["total_progress"]);
        await admin.Do("migration-complete", id);
        await Until(service, admin, id, "migration_success");
        Assert.Equal(Right, (await admin.Until("available", "show", id))["host"]);
        Assert.Equal("available", (await demo.Properties("snapshot-show", "monday"))["status"]);
        Assert.Single(await admin.Table("share-instance-list"));
        (await demo.Run("migration-start", id, Left, "--writable", "True", "--nondisruptive", "False", "--preserve-metadata", "True", "--preserve-snapshots", "True")).Failed();
        await admin.Do("reset-task-state", id);
        await demo.Do("snapshot-delete", "monday");
        await demo.UntilGone("snapshot-show", "monday");
        await demo.Do("delete", "docs");
        await demo.UntilGone("show", "docs");
    }

    static Task Start(ManilaShell admin, string id) => admin.Do(
        "migration-start", id, Right, "--writable", "True", "--nondisruptive", "False", "--preserve-metadata", "True", "--preserve-snapshots", "True");

    static async Task Until(ServiceProcess service, ManilaShell admin, string id, string task) => Assert.True(
        await Deadline.Holds(async () => (await admin.Properties("show", id))["task_state"] == task, TimeSpan.FromSeconds(60)),
        $"The task state is not {task}: {service.LogTail}");
}
