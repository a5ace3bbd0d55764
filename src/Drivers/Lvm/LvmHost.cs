using System.Text.Json;
using Abaca.DriverSdk;
using Abaca.Drivers.Ssh;

namespace Abaca.Drivers.Lvm;

/// <summary>One file server with LVM. Steps that belong together are one script there: one round trip.</summary>
/// <param name="options">The backend's options.</param>
/// <param name="settings">Of the backend.</param>
sealed class LvmHost(LvmOptions options, BackendSettings settings) : FarHost(options.Target, settings, Needs)
{
    /// <summary>Prints how a file server is set up.</summary>
    public const string SetUp = "abaca config lvm-host";

    /// <summary>Scripts that make, check or copy a whole file system get this long.</summary>
    public static readonly TimeSpan LongPatience = TimeSpan.FromMinutes(10);

    static readonly IReadOnlyDictionary<string, string> Packages = new Dictionary<string, string>
    {
        ["lvs"] = "lvm2", ["vgs"] = "lvm2", ["lvcreate"] = "lvm2", ["lvchange"] = "lvm2", ["lvextend"] = "lvm2", ["lvreduce"] = "lvm2",
        ["lvremove"] = "lvm2", ["lvrename"] = "lvm2", ["blkid"] = "util-linux", ["mount"] = "mount", ["umount"] = "mount",
        ["mkfs.ext4"] = "e2fsprogs", ["e2fsck"] = "e2fsprogs", ["resize2fs"] = "e2fsprogs", ["mkfs.xfs"] = "xfsprogs", ["xfs_growfs"] = "xfsprogs",
        ["exportfs"] = "nfs-kernel-server", ["tee"] = "coreutils", ["mv"] = "coreutils", ["dd"] = "coreutils", ["sha256sum"] = "coreutils",
        ["chmod"] = "coreutils", ["mkdir"] = "coreutils", ["rmdir"] = "coreutils",
    };

    static readonly FarNeeds Needs = new(SetUp, Packages);

    /// <summary>
    /// Arguments: <c>name=value</c> for each tool and for what all scripts know, then <c>--</c>, then the script's own. <c>put</c> mounts a
    /// volume on its directory, harmlessly; <c>take</c> unmounts it, which the NFS server's own hold on it may keep for a moment; <c>tidy</c> takes
    /// off the directory that ext4 and its check make for lost files; <c>look</c> prints volumes and mounts.
    /// </summary>
    const string Prelude = """
        while [ "$1" != -- ]; do eval "${1%%=*}=\${1#*=}"; shift; done; shift
        root() { if [ "$sudo" = - ]; then "$@"; else "$sudo" -n "$@"; fi; }
        mounted() { grep -qF " $top/$1 " /proc/self/mountinfo; }
        put() {
          mounted "$1" && return
          [ -e "/dev/$vg/$1" ] || root "$lvchange" -y -ay -K "$vg/$1" >/dev/null || return
          type=$(root "$blkid" -p -s TYPE -o value "/dev/$vg/$1")
          case $type in ext4) how=rw,nosuid,nodev,noexec ;; xfs) how=rw,nosuid,nodev,noexec,nouuid ;; *) echo "$vg/$1 holds no ext4 or xfs" >&2; return 65 ;; esac
          root "$mkdir" -p "$top/$1" && root "$mount" -t "$type" -o "$how" "/dev/$vg/$1" "$top/$1"
        }
        tidy() { [ ! -d "$top/$1/lost+found" ] || root "$rmdir" "$top/$1/lost+found" 2>/dev/null; true; }
        take() {
          tries=0
          while mounted "$1"; do
            root "$exportfs" -f
            root "$umount" "$top/$1" && continue
            [ $((tries += 1)) -lt 10 ] || return 1
            sleep 0.5
          done
        }
        look() {
          root "$lvs" --reportformat json --units b --nosuffix -o "$columns" "$1" || return
          echo abaca-mounts
          grep -F " $top/" /proc/self/mountinfo
          echo abaca-end-of-list
        }

        """;

    /// <summary>Runs a script as part of a call.</summary>
    /// <param name="what">What it does and to what, as people read it.</param>
    /// <param name="script">Follows <see cref="Prelude"/>.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="ct">Gives up.</param>
    /// <param name="patience">How long it may take; null: as any command.</param>
    public async Task<CommandResult> Do(string what, string script, IReadOnlyList<string> arguments, CancellationToken ct, TimeSpan? patience = null)
    {
        var run = await Run(Script(script, arguments), ct, patience: patience);
        return run with { Command = new Command([what, .. arguments], run.Command.Timeout) };
    }

    /// <summary>The command that <see cref="Do"/> runs.</summary>
    public IReadOnlyList<string> Script(string script, IReadOnlyList<string> arguments) =>
    [
        "sh", "-c", Prelude + script, "sh", $"sudo={(Tools.IsRoot ? "-" : Tools["sudo"])}",
        .. Packages.Keys.Select(tool => $"{tool.Replace('.', '_')}={Tools[tool]}"),
        $"vg={options.Group}", $"top={options.Root}", $"columns={Volume.Columns}", "--", .. arguments,
    ];

    /// <summary>Reads what <c>look</c> printed.</summary>
    /// <exception cref="StoppedException">It is not whole.</exception>
    public (IReadOnlyList<Volume> Volumes, Mounts Mounts) Seen(CommandResult run)
    {
        var whole = Whole(run);
        if (whole.Failed) throw LvmWords.Stop(whole, "looking at the volumes");
        var parts = whole.Output.Split("abaca-mounts\n", 2);
        try
        {
            return (Volume.Parse(parts[0]), Mounts.Parse(parts[1].Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        }
        catch (Exception broken) when (broken is JsonException or FormatException or KeyNotFoundException or IndexOutOfRangeException)
        {
            throw StoppedException.Unclear($"{this} did not say all of its volumes: {broken.Message}");
        }
    }
}
