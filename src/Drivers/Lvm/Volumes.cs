using System.Globalization;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Lvm;

/// <summary>
/// What is done to logical volumes and what is in them; each method is one round trip. Whatever was begun may be asked for again: a tag on the
/// volume says what it lacks. What removes a volume names it by its number.
/// </summary>
/// <param name="host">The file server.</param>
/// <param name="options">The backend's options.</param>
sealed partial class Volumes(LvmHost host, LvmOptions options)
{
    /// <summary>Makes what is in a new volume, and then takes the tag off that said it has nothing: what stands there is whole.</summary>
    const string Finish = """
        take "$name" || exit
        case $fs in ext4) root "$mkfs_ext4" -qF -m 0 "/dev/$vg/$name" ;; xfs) root "$mkfs_xfs" -qf "/dev/$vg/$name" ;; esac || exit
        put "$name" && tidy "$name" && root "$chmod" 0777 "$top/$name" && sync -f "$top/$name" && root "$lvchange" -y --deltag "$raw" "$vg/$name" >/dev/null || exit
        look "$vg/$name"
        """;

    /// <summary>Brings the file system to its volume's size; it is mounted.</summary>
    const string Grow = """
        grow() {
          case $(root "$blkid" -p -s TYPE -o value "/dev/$vg/$1") in
            ext4) root "$resize2fs" "/dev/$vg/$1" >/dev/null ;;
            xfs) root "$xfs_growfs" "$top/$1" >/dev/null ;;
          esac
        }

        """;

    /// <summary>One volume and what is mounted; null when it is not there.</summary>
    public async Task<Sight?> Find(string name, CancellationToken ct)
    {
        var run = await host.Do("look at", "look \"$vg/$1\"", [name], ct);
        if (LvmWords.NotThere(run)) return null;
        var (volumes, mounts) = host.Seen(run);
        return volumes is [var volume] && volume.Name == name ? Seen(volume, mounts) : throw StoppedException.Unclear($"{host} did not say what {name} is.");
    }

    /// <summary>All of the group.</summary>
    public async Task<IReadOnlyList<Sight>> All(CancellationToken ct)
    {
        var (volumes, mounts) = host.Seen(await host.Do("look at all", "look \"$vg\"", [], ct));
        return [.. volumes.Select(volume => Seen(volume, mounts))];
    }

    /// <summary>Makes a volume with an empty file system, mounted. Null: one of the name is there already.</summary>
    public async Task<Sight?> Create(string name, int sizeGib, IReadOnlyList<string> tags, CancellationToken ct)
    {
        const string Script = """
            name=$1 fs=$2 raw=$3; shift 3
            root "$lvcreate" "$@" >/dev/null || exit

            """;
        IReadOnlyList<string> kind = options.ThinPool is { } pool
            ? ["-kn", "-V", Gib(sizeGib), "-T", $"{options.Group}/{pool}"]
            : ["-Wy", .. options.Mirrors > 0 ? new[] { "--type", "raid1", "-m", $"{options.Mirrors}", "--nosync" } : [], "-L", Gib(sizeGib)];
        var raw = Tags.Of(Tags.Raw, Tags.NoFileSystem);
        var run = await host.Do(
            "make", Script + Finish,
            [name, options.FileSystem, raw, "-y", .. kind, "-n", name, .. Tagged([.. tags, raw]), .. options.IsThin ? Array.Empty<string>() : [options.Group]],
            ct, LvmHost.LongPatience);
        if (LvmWords.Exists(run)) return null;
        return OneIn(Must(run, $"making {name}"));
    }

    /// <summary>Goes on with a volume that <see cref="Create"/> has begun.</summary>
    public async Task<Sight> Complete(string name, CancellationToken ct)
    {
        var run = await host.Do("complete", $"name=$1 fs=$2 raw=$3\n{Finish}", [name, options.FileSystem, Tags.Of(Tags.Raw, Tags.NoFileSystem)], ct, LvmHost.LongPatience);
        return OneIn(Must(run, $"making the file system of {name}"));
    }

    /// <summary>Unmounts and removes it; of what is not there only the empty directory goes.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="uuid">Its number, or null when it is not there: another volume of the name stays.</param>
    /// <param name="ct">Gives up.</param>
    public async Task Remove(string name, string? uuid, CancellationToken ct)
    {
        const string Script = """
            take "$1" || exit
            [ -z "$2" ] || root "$lvremove" -y -S "lv_uuid=$2" "$vg/$1" >/dev/null || exit
            [ ! -d "$top/$1" ] || root "$rmdir" "$top/$1" 2>/dev/null
            exit 0
            """;
        var run = await host.Do("remove", Script, [name, uuid ?? ""], ct);
        if (!LvmWords.NotThere(run)) Must(run, $"deleting {name}");
    }

    /// <summary>Mounts it where it is not.</summary>
    public async Task Mount(string name, CancellationToken ct) => Must(await host.Do("mount", "put \"$1\"", [name], ct), $"mounting {name}");

    /// <summary>Mounts it anew, after something else was seen in its place, or it was seen there otherwise than it should be.</summary>
    public async Task Remount(string name, CancellationToken ct) => Must(await host.Do("mount", "take \"$1\" && put \"$1\"", [name], ct), $"mounting {name}");

    /// <summary>Lets clients in again as the exports files say, where what they name was not mounted before.</summary>
    public async Task Export(CancellationToken ct) => Must(await host.Do("export", "root \"$exportfs\" -r", [], ct), "exporting");

    /// <summary>Changes its tags at once.</summary>
    public async Task Retag(string name, IEnumerable<string> add, IEnumerable<string> drop, CancellationToken ct) => Must(
        await host.Do("tag", "root \"$lvchange\" \"$@\" >/dev/null", ["-y", .. Tagged(add), .. drop.SelectMany(tag => new[] { "--deltag", tag }), $"{options.Group}/{name}"], ct), $"marking {name}");

    /// <summary>Gives it another name; it is unmounted for the moment.</summary>
    public async Task Rename(string name, string wanted, CancellationToken ct) => Must(
        await host.Do("rename", "take \"$1\" && root \"$lvrename\" -y \"$vg\" \"$1\" \"$2\" >/dev/null", [name, wanted], ct), $"renaming {name}");

    /// <summary>Grows volume and file system. A thick one that snapshots hang on has to be unmounted for it, and they grow with it.</summary>
    /// <param name="volume">The volume as it is.</param>
    /// <param name="sizeGib">The size to reach.</param>
    /// <param name="hanging">Thick snapshots of it.</param>
    /// <param name="ct">Gives up.</param>
    public async Task Extend(Volume volume, int sizeGib, IReadOnlyList<string> hanging, CancellationToken ct)
    {
        const string Script = Grow + """
            name=$1 size=$2; shift 2
            if [ -n "$size" ]; then
              if [ $# -gt 0 ]; then take "$name" && root "$lvchange" -y -an "$vg/$name" >/dev/null || exit; fi
              root "$lvextend" -y -L "$size" "$vg/$name" >/dev/null || exit
            fi
            for snapshot do
              said=$(root "$lvextend" -y -l 100%ORIGIN "$vg/$snapshot" 2>&1) || case $said in *matches\ existing*|*not\ larger*) ;; *) echo "$said" >&2; exit 5 ;; esac
            done
            put "$name" && grow "$name"
            """;
        var grows = volume.Bytes < (long)sizeGib << 30;
        Must(await host.Do("extend", Script, [volume.Name, grows ? Gib(sizeGib) : "", .. hanging], ct, LvmHost.LongPatience), $"extending {volume.Name}");
    }

    /// <summary>Shrinks an ext4 and its volume; it is unmounted for the moment.</summary>
    /// <exception cref="StoppedException">More is in use than that: it is as it was.</exception>
    public async Task Shrink(string name, int sizeGib, CancellationToken ct)
    {
        const string Script = """
            if mounted "$1"; then
              set -- "$1" "$2" "$3" $(stat -f -c '%S %b %f' "$top/$1")
              [ $(($4 * ($5 - $6) >> 30)) -lt "$3" ] || { echo "smaller than minimum: $(($4 * ($5 - $6))) bytes are in use" >&2; exit 66; }
            fi
            take "$1" || exit
            [ "$(root "$blkid" -p -s TYPE -o value "/dev/$vg/$1")" = ext4 ] || { put "$1"; exit 67; }
            root "$e2fsck" -fp "/dev/$vg/$1" >&2; [ $? -le 1 ] || exit 1
            root "$resize2fs" "/dev/$vg/$1" "$2" >/dev/null || { put "$1"; exit 66; }
            root "$lvreduce" -y -f -L "$2" "$vg/$1" >/dev/null || exit
            put "$1" && tidy "$1"
            """;
        var run = await host.Do("shrink", Script, [name, $"{Gib(sizeGib).ToUpperInvariant()}", $"{sizeGib}"], ct, LvmHost.LongPatience);
        if (run is { End: CommandEnd.Exited, ExitCode: 67 }) throw StoppedException.Refused(MessageDetail.DriverNotShrinking, $"{name} holds an xfs, which cannot shrink.");
        Must(run, $"shrinking {name}");
    }

    /// <summary>It holds a file system that shares can have.</summary>
    public async Task<bool> HoldsFileSystem(string name, CancellationToken ct)
    {
        const string Script = """
            [ -e "/dev/$vg/$1" ] || root "$lvchange" -y -ay -K "$vg/$1" >/dev/null || exit
            type=$(root "$blkid" -p -s TYPE -o value "/dev/$vg/$1"); [ $? -le 2 ] && echo "=$type"
            """;
        return Must(await host.Do("look into", Script, [name], ct), $"looking into {name}").Output.Trim() is "=ext4" or "=xfs";
    }

    /// <summary>A size as LVM takes it.</summary>
    static string Gib(int size) => string.Create(CultureInfo.InvariantCulture, $"{size}g");

    static IEnumerable<string> Tagged(IEnumerable<string> tags) => tags.SelectMany(tag => new[] { "--addtag", tag });

    Sight Seen(Volume volume, Mounts mounts) => new(volume, mounts.At($"{options.Root}/{volume.Name}") is not null, mounts.Shows(volume, $"{options.Root}/{volume.Name}"));

    Sight OneIn(CommandResult run)
    {
        var (volumes, mounts) = host.Seen(run);
        return volumes is [var volume] ? Seen(volume, mounts) : throw StoppedException.Unclear($"{host} did not say what it has made.");
    }

    static CommandResult Must(CommandResult run, string what) => run.Failed ? throw LvmWords.Stop(run, what) : run;
}

/// <summary>A volume and whether it is mounted.</summary>
/// <param name="Volume">The volume.</param>
/// <param name="IsCovered">Something is mounted on its directory.</param>
/// <param name="IsMounted">The volume itself is, as it should be.</param>
sealed record Sight(Volume Volume, bool IsCovered, bool IsMounted);
