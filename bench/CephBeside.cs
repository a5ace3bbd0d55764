using System.Globalization;
using Abaca.Drivers.Ganesha;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Ceph;

namespace Abaca.Bench;

/// <summary>CephFS: the storage itself is its mgr, asked through librados, and over NFS also an object and Ganesha on its bus.</summary>
static class CephBeside
{
    const string Pool = "cephfs_data";
    const int FirstExport = 40_000;

    /// <summary>With native clients.</summary>
    public static async Task<StorageGround> Native(CancellationToken ct)
    {
        var site = new CephFsSite();
        await site.InitializeAsync();
        var driver = await site.Begin(ct: ct);
        var made = 0;
        return new StorageGround(
            () => StorageGround.Of(driver, CephFsSite.NewShare(), CephFsSite.Rule($"tenant-{++made}"), ct),
            () => Subvolume(site.Cluster, $"raw-{++made}", $"raw-{made}", (_, _) => Task.CompletedTask, () => Task.CompletedTask, ct),
            site.DisposeAsync);
    }

    /// <summary>Over two Ganesha nodes that the driver reaches over SSH, and the bench on their buses.</summary>
    public static async Task<StorageGround> OverNfs(CancellationToken ct)
    {
        var ground = await CephNfsGround.Make(ct);
        var (driver, buses) = (ground.NewDriver(), ground.Machines.Select(machine => new DirectBus(machine.Ganesha.BusAddress, TimeProvider.System)).ToList());
        if (await driver.Start(ct) is not DriverResult.Done) throw new BenchFailure("the driver does not start");
        var made = 0;
        return new StorageGround(
            () => StorageGround.Of(driver, CephFsSite.NewShare() with { Protocol = "NFS" }, new AccessRule("r", AccessType.Ip, "192.0.2.7", AccessLevel.Rw), ct),
            () =>
            {
                var id = FirstExport + ++made;
                var (name, url) = ($"raw-{id}", $"rados://{Pool}/raw-{id}");
                return Subvolume(ground.Cluster, name, name, async (path, key) =>
                {
                    _ = await ground.Objects.Write(name, Export(id, path, name, key), ct);
                    var told = await Task.WhenAll(buses.Select(bus => bus.UpdateWith($"%url {url}\n", id, ct)));
                    if (told.FirstOrDefault(one => one.End != BusEnd.Done) is { } failed) throw new BenchFailure(failed.Text);
                }, async () =>
                {
                    await Task.WhenAll(buses.Select(bus => bus.Remove(id, ct)));
                    _ = await ground.Objects.Remove(name, ct);
                }, ct);
            },
            async () =>
            {
                await driver.DisposeAsync();
                foreach (var bus in buses) bus.Dispose();
                await ground.DisposeAsync();
            });
    }

    static ShareSteps Subvolume(CephCluster cluster, string name, string identity, Func<string, string, Task> export, Func<Task> withdraw, CancellationToken ct)
    {
        var path = "";
        Task<string> Ask(string prefix, params (string, object)[] more) => cluster.Manager(prefix, ct, [("vol_name", "cephfs"), ("sub_name", name), .. more]);
        return new ShareSteps(
            async () =>
            {
                await Ask("fs subvolume create", ("size", 1L << 30), ("namespace_isolated", true));
                path = (await Ask("fs subvolume getpath")).Trim();
            },
            async () => await export(path, (await Ask("fs subvolume authorize", ("auth_id", identity), ("access_level", "rw"), ("tenant_id", "project"))).Trim()),
            async () =>
            {
                await withdraw();
                await Ask("fs subvolume deauthorize", ("auth_id", identity));
                await Ask("fs subvolume evict", ("auth_id", identity));
                await Ask("fs subvolume rm");
            });
    }

    static string Export(int id, string path, string identity, string key) => string.Create(CultureInfo.InvariantCulture, $$"""
        EXPORT {
          Export_Id = {{id}}; Path = "{{path}}"; Pseudo = "{{path}}"; Access_Type = "None"; SecType = "sys"; Squash = "No_Root_Squash";
          FSAL { Name = "CEPH"; Filesystem = "cephfs"; User_Id = "{{identity}}"; Secret_Access_Key = "{{key}}"; }
          CLIENT { Clients = 192.0.2.7; Access_Type = "RW"; }
        }

        """);
}
