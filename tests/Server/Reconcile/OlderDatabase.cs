using Abaca.DriverSdk;
using Abaca.Server.Data;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Abaca.Tests.Server.Reconcile;

/// <summary>A service whose database and storage have gone apart: rows that a restored backup does not have, and things done behind its back.</summary>
sealed class OlderDatabase(ApiHost host)
{
    static readonly string[] Tables = ["share_instances", "export_locations", "shares", "snapshots", "snapshot_instances", "quota_uses"];

    /// <summary>Id of the deployment.</summary>
    public string Deployment => host.Services.GetRequiredService<Deployment>().Id;

    /// <summary>Makes a share and says which instance it has.</summary>
    public async Task<(string Share, string Instance)> Make(int size = 1)
    {
        var share = await host.MakeShare(size: size);
        return (share, await InstanceOf(share));
    }

    /// <summary>Makes a snapshot of a share.</summary>
    public async Task<string> Snapshot(string share)
    {
        var made = await host.Post("/v2/snapshots", new { snapshot = new { share_id = share, name = "monday" } }, ApiHost.Member);
        Assert.True(made.Status == 202, made.Text);
        var id = made.Json.GetProperty("snapshot").GetProperty("id").GetString()!;
        await host.UntilStatus($"/v2/snapshots/{id}", "snapshot", "available");
        return id;
    }

    /// <summary>The database is as it was before this share: neither it nor its snapshots have rows.</summary>
    public async Task Forget(string share)
    {
        await host.Until(async () => await host.Db.Number(Sql.Raw("SELECT COUNT(*) FROM operations WHERE open_key IS NOT NULL")) == 0, "all work has ended");
        await host.Db.Transaction(async tx =>
        {
            await tx.Execute($"DELETE FROM snapshot_instances WHERE snapshot_id IN (SELECT id FROM snapshots WHERE share_id = {share})");
            await tx.Execute($"DELETE FROM snapshots WHERE share_id = {share}");
            await tx.Execute($"DELETE FROM access_rule_states WHERE share_instance_id IN (SELECT id FROM share_instances WHERE share_id = {share})");
            await tx.Execute($"DELETE FROM access_rules WHERE share_id = {share}");
            await tx.Execute($"DELETE FROM export_locations WHERE share_instance_id IN (SELECT id FROM share_instances WHERE share_id = {share})");
            await tx.Execute($"DELETE FROM share_instances WHERE share_id = {share}");
            await tx.Execute($"DELETE FROM shares WHERE id = {share}");
            await tx.Execute($"DELETE FROM quota_uses WHERE project_id = {"b0000000000000000000000000000002"}");
        });
    }

    /// <summary>A share that was deleted, and whose deletion the storage lost.</summary>
    public async Task<(string Share, string Instance)> Orphan(int size = 1)
    {
        var made = await Unrecorded(size);
        await host.Db.Transaction(tx => tx.Execute($"INSERT INTO former_instances (id) VALUES ({made.Instance})"));
        return made;
    }

    /// <summary>A share of which this database never had a row.</summary>
    public async Task<(string Share, string Instance)> Unrecorded(int size = 1)
    {
        var made = await Make(size);
        await Forget(made.Share);
        return made;
    }

    /// <summary>What a driver is told of a share, to do things behind the service's back.</summary>
    public static ShareSpec Spec((string Share, string Instance) made, int size = 1)
    {
        var none = new Dictionary<string, string>();
        return new ShareSpec(made.Instance, made.Share, $"share-{made.Instance}", "", "fake_pool_for_dummy", "NFS", size, none, none, none);
    }

    /// <summary>All rows that reconciling could touch, as text.</summary>
    public async Task<string> Rows()
    {
        var all = new List<string>();
        foreach (var table in Tables) all.Add($"{table} {await host.Db.Number(Sql.Of($"SELECT COUNT(*) FROM {Sql.Raw(table)}"))}");
        return string.Join(", ", all);
    }

    async Task<string> InstanceOf(string share) =>
        (await host.Get($"/v2/shares/{share}/instances")).Json.GetProperty("share_instances")[0].GetProperty("id").GetString()!;
}
