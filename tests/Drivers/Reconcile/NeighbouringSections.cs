using System.Text.Json;
using Abaca.Tests.Compat.Service;
using Abaca.Tests.Drivers.Ceph;
using Xunit;

namespace Abaca.Tests.Drivers.Reconcile;

/// <summary>
/// Two sections that keep their shares on one file system: neither doctor nor reconcile takes a live share of the other for anything, with the service up or down,
/// and doctor leaves everything as it was.
/// </summary>
sealed class NeighbouringSections(ServiceProcess service, WholeNativeGround ground)
{
    readonly AbacaShell admin = new(service, "abaca-admin");
    readonly AbacaShell demo = new(service, "abaca");

    public async Task Look()
    {
        foreach (var (type, backend) in (ValueTuple<string, string>[])[("first", "CEPHFS"), ("second", "CEPHTWO")])
        {
            await admin.Do("type", "create", type, "--extra-spec", $"share_backend_name={backend}");
            await demo.Do("share", "create", "CEPHFS", "1", "--name", type, "--share-type", type, "--wait");
        }
        var before = await ground.Held();
        Assert.Equal(2, before.Shares.Count);
        await Doctor();
        Assert.Empty(await admin.Differences());
        await service.Stop();
        await Doctor();
        await service.Start();
        var now = await ground.Held();
        Assert.Equal(before.Shares.OrderBy(one => one.Key), now.Shares.OrderBy(one => one.Key));
        foreach (var name in (string[])["first", "second"]) await demo.Do("share", "delete", name, "--wait");
        foreach (var name in (string[])["first", "second"]) await admin.Do("type", "delete", name);
    }

    async Task Doctor()
    {
        var said = await admin.Run("doctor", "--config-file", Path.Combine(Path.GetDirectoryName(service.State)!, "manila.conf"), "--format", "json");
        var findings = JsonDocument.Parse(said.Output).RootElement.EnumerateArray().Where(one => one.GetProperty("check").GetString()!.EndsWith("subvolumes", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, findings.Count);
        Assert.All(findings, one => Assert.True(one.GetProperty("health").GetString() == "ok", one.ToString()));
    }
}
