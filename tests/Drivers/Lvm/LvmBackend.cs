using System.Globalization;
using System.Text.RegularExpressions;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Zfs;

namespace Abaca.Tests.Drivers.Lvm;

/// <summary>LVM over SSH in a virtual machine with device-mapper and the kernel's NFS server.</summary>
public abstract partial class LvmBackend : FarBackend
{
    public override string Pool => "lvm-single-pool";

    public override IReadOnlyList<string> Damages => ["unmounted", "mounted otherwise", "not exported", "others let in", "exports file gone"];

    /// <summary>Options of the section that differ from a thin pool with ext4.</summary>
    private protected abstract IReadOnlyList<(string Option, string Value)> Options { get; }

    private protected override int ConnectSeconds => 30; // a machine in software, on a busy machine

    private protected override async Task<ZfsHost> AddHost(ZfsSite to, CancellationToken ct) => await to.AddOpenZfs("va", ct);

    private protected override Task SetUp(CancellationToken ct) => LvmAtWork.LayRules(Host, [.. Options], ct);

    private protected override IShareDriver NewDriver(ZfsSite on, ICommandRunner commands) =>
        LvmAtWork.NewDriver(on, Host, commands, [("ssh_conn_timeout", $"{ConnectSeconds}"), .. Options]);

    /// <summary>As the service asks every minute.</summary>
    private protected override async Task AfterBoot(CancellationToken ct) => Xunit.Assert.IsType<DriverResult<BackendReport>.Done>(await Driver.Report(ct));

    private protected override bool IsChange(string line) => Changing().IsMatch(line);

    private protected override Task<string> PathOf(ShareSpec share, CancellationToken ct) => Task.FromResult($"{LvmAtWork.Root}/{share.Name}");

    public override async Task<IReadOnlyList<string>> ListRaw(CancellationToken ct)
    {
        var volumes = await Host.Root(ct, "lvs", "--noheadings", "-o", "lv_name", LvmAtWork.Group);
        var mounts = await Host.Root(ct, "sh", "-c", "grep -F \" $1/\" /proc/self/mountinfo | cut -d' ' -f5; ls \"$1\"", "sh", LvmAtWork.Root);
        return
        [
            .. Lines(volumes).Where(name => name != LvmAtWork.ThinPool).Select(name => $"volume {name}"),
            .. Lines(mounts).Select(place => $"place {place}"),
            .. await RawExports(ct),
        ];
    }

    public override async Task<string> Describe(ShareSpec share, CancellationToken ct)
    {
        const string Script = """
            lvs --noheadings --units b -o lv_size "$1/$2" 2>/dev/null || exit 0
            dumpe2fs -h "/dev/$1/$2" 2>/dev/null | grep '^Block count' || xfs_info "$3" | grep -o 'data .* blocks=[0-9]*' | tr -s ' '
            grep -F " $3 " /proc/self/mountinfo | cut -d' ' -f6
            """;
        var seen = await Host.Root(ct, "sh", "-c", Script, "sh", LvmAtWork.Group, share.Name, await PathOf(share, ct));
        return seen.Length == 0 ? "" : $"{string.Join('\n', Lines(seen))}\n{await DescribedExports(await PathOf(share, ct), ct)}";
    }

    public override async Task FillAllBut(ShareSpec share, long bytes, CancellationToken ct)
    {
        const string Script = """
            for round in 1 2 3 4; do
              sync -f "$1"
              set -- "$1" "$2" $(stat -f -c '%S %a' "$1")
              left=$(($3 * $4 - $2))
              [ "$left" -ge 65536 ] || exit 0
              dd if=/dev/zero of="$1/filling" bs=1M count="$left" iflag=count_bytes oflag=append conv=notrunc status=none 2>/dev/null
            done
            exit 0
            """;
        await Host.Root(ct, "sh", "-c", Script, "sh", await PathOf(share, ct), bytes.ToString(CultureInfo.InvariantCulture));
    }

    public override Task FillWithSmallFiles(ShareSpec share, CancellationToken ct) => FillWithFiles(share, ct);

    public override async Task Damage(string how, ShareSpec share, CancellationToken ct)
    {
        var path = await PathOf(share, ct);
        switch (how)
        {
            case "unmounted":
                await Host.Root(ct, "sh", "-c", "exportfs -f; umount \"$1\"", "sh", path);
                break;
            case "mounted otherwise":
                await Host.Root(ct, "mount", "-o", "remount,rw,suid,dev,exec", path);
                break;
            default:
                await base.Damage(how, share, ct);
                break;
        }
    }

    static IEnumerable<string> Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>In the line for the far shell: scripts that do not only look or measure, and writers of exports.</summary>
    [GeneratedRegex("""}\n\n(?!look "\$vg(/\$1)?"'|root "\$vgs")[^}]*(}[^}]+)*' 'sh' 'sudo=|/etc/exports\.d/\S+'.*/tee'""")]
    private static partial Regex Changing();
}
