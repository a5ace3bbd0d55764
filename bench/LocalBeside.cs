using System.Globalization;
using Abaca.Drivers.Ganesha;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Local;

namespace Abaca.Bench;

/// <summary>The Local backend: the storage itself is mkfs and mount, and Ganesha on its bus.</summary>
static class LocalBeside
{
    const int FirstExport = 40_000;

    /// <summary>A backend of its own.</summary>
    public static async Task<StorageGround> Make(CancellationToken ct)
    {
        var machine = await LocalMachine.Make(ct);
        var driver = machine.NewDriver();
        if (await driver.Start(ct) is not DriverResult.Done) throw new BenchFailure("the driver does not start");
        var bus = new DirectBus(new GaneshaLayout(Path.Combine(machine.State, "ganesha")).BusAddress, TimeProvider.System);
        var made = 0;
        return new StorageGround(
            () => StorageGround.Of(driver, Share(), new AccessRule("r", AccessType.Ip, "0.0.0.0/0", AccessLevel.Rw), ct),
            () => Image(machine.State, FirstExport + ++made, bus, ct),
            async () =>
            {
                await driver.DisposeAsync();
                bus.Dispose();
                await machine.DisposeAsync();
            });
    }

    static ShareSteps Image(string room, int id, DirectBus bus, CancellationToken ct)
    {
        var name = id.ToString(CultureInfo.InvariantCulture);
        var (image, mount, settings) = (Path.Combine(room, $"raw-{name}.img"), Path.Combine(room, $"raw-{name}"), Path.Combine(room, $"raw-{name}.conf"));
        return new ShareSteps(
            async () =>
            {
                await using (var file = File.Create(image)) file.SetLength(1L << 30);
                await Tool("mkfs.btrfs", "--quiet", image);
            },
            async () =>
            {
                Directory.CreateDirectory(mount);
                await Tool("mount", "-o", "loop,noatime", image, mount);
                await File.WriteAllTextAsync(settings, GaneshaConfig.Export(id, mount, $"/raw-{name}", [ExportClient.Parse("0.0.0.0/0", writable: true)!]), ct);
                if (await bus.Add(settings, id, ct) is { End: not BusEnd.Done } failed) throw new BenchFailure(failed.Text);
            },
            async () =>
            {
                _ = await bus.Remove(id, ct);
                await Tool("umount", mount);
                Directory.Delete(mount);
                File.Delete(image);
            });
    }

    static async Task Tool(params string[] arguments)
    {
        var run = await new LocalCommandRunner(TimeProvider.System).Run(new Command(arguments, TimeSpan.FromSeconds(30)));
        if (run.Failed) throw new BenchFailure(run.Summary);
    }

    static ShareSpec Share()
    {
        var (id, nothing) = (Guid.NewGuid().ToString(), new Dictionary<string, string>());
        return new ShareSpec(id, id, "share-" + id, "p", "local", "NFS", 1, nothing, nothing, nothing);
    }
}
