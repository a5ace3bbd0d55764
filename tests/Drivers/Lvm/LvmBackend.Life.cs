using System.Globalization;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Lvm;

/// <summary>What the tests of its life do to it.</summary>
public abstract partial class LvmBackend
{
    static readonly TimeSpan Soon = TimeSpan.FromMinutes(2);

    /// <summary>Runs a command on the machine as root.</summary>
    internal Task<string> Root(CancellationToken ct, params string[] command) => Host.Root(ct, command);

    /// <summary>Settings of a further backend on the machine.</summary>
    internal BackendSettings Settings((string Option, string Value)[] more) => LvmAtWork.Settings(Site, Host, null, [("ssh_conn_timeout", "30"), .. Options, .. more]);

    /// <summary>A further driver on the machine, not started.</summary>
    internal IShareDriver Another(params (string Option, string Value)[] more) => new Abaca.Drivers.Lvm.LvmDriverFactory().Create(Settings(more));

    /// <summary>Lays down the rules of sudo for another pool or group.</summary>
    internal Task LayRules((string Option, string Value) other, CancellationToken ct) => LvmAtWork.LayRules(Host, [other], ct);

    /// <summary>The group is as it was, and so are the rules of sudo.</summary>
    internal async Task Clear(CancellationToken ct)
    {
        const string Script = """
            rm -f /etc/exports.d/abaca-*; exportfs -r; exportfs -f
            for place in "$1"/*; do umount "$place"; rmdir "$place"; done
            for volume in $(lvs --noheadings -o lv_name "$2"); do [ "$volume" = "$3" ] || lvremove -y "$2/$volume"; done
            exit 0
            """;
        await Host.Root(ct, "sh", "-c", Script, "sh", LvmAtWork.Root, LvmAtWork.Group, LvmAtWork.ThinPool);
        await SetUp(ct);
    }

    /// <summary>Writes a file into a share from the inside, to the disk.</summary>
    internal Task Write(ShareSpec share, string file, CancellationToken ct) =>
        Host.Root(ct, "sh", "-c", "echo content >\"$1/$2\" && sync -f \"$1\"", "sh", $"{LvmAtWork.Root}/{share.Name}", file);

    /// <summary>Files of a share.</summary>
    internal async Task<IEnumerable<string>> Files(ShareSpec share, CancellationToken ct) => Lines(await Host.Root(ct, "ls", "-A", $"{LvmAtWork.Root}/{share.Name}"));

    /// <summary>Size of a share's volume.</summary>
    internal async Task<long> Size(ShareSpec share, CancellationToken ct) =>
        long.Parse((await Host.Root(ct, "lvs", "--noheadings", "--units", "b", "--nosuffix", "-o", "lv_size", $"{LvmAtWork.Group}/{share.Name}")).Trim(), CultureInfo.InvariantCulture);

    /// <summary>A call during which the power goes. It is repeated when the machine is up again, until it is done.</summary>
    internal async Task CutDuring<T>(int milliseconds, Func<Task<T>> call, CancellationToken ct)
    {
        var cut = Cut(milliseconds, async () => await Host.Reboot(ct), ct);
        await call();
        await cut;
        await AfterBoot(ct);
        await Eventually.Holds(async () => EndOf(await call()), end => end is DriverResult.Done, "the repeated call is done", Soon, ct);
    }

    /// <summary>A call during which all that runs for the service there is killed. It is repeated until it is done.</summary>
    internal async Task KillDuring<T>(int milliseconds, Func<Task<T>> call, CancellationToken ct)
    {
        var kill = Cut(milliseconds, async () =>
        {
            await Host.KillSshd(ct);
            await Host.StartSshd(ct);
        }, ct);
        var end = EndOf(await call());
        Assert.False(end is DriverResult.Refused, end.ToString());
        await kill;
        await Eventually.Holds(async () => EndOf(await call()), again => again is DriverResult.Done, "the repeated call is done", Soon, ct);
    }

    static async Task Cut(int milliseconds, Func<Task> what, CancellationToken ct)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, ct);
        await what();
    }

    static DriverResult EndOf<T>(T end) => end switch
    {
        DriverResult plain => plain,
        DriverResult<CreatedShare> made => made.WithoutValue(),
        DriverResult<IReadOnlyDictionary<string, string>> taken => taken.WithoutValue(),
        _ => throw new InvalidOperationException($"{typeof(T)} is no end of a call."),
    };
}
