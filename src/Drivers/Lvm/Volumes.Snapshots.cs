using Abaca.DriverSdk;

namespace Abaca.Drivers.Lvm;

/// <summary>Snapshots, and what is made of them.</summary>
sealed partial class Volumes
{
    /// <summary>
    /// Takes a snapshot; false: one of the name is there already. A thick one gets as much room as its origin has, so that it never
    /// overflows; what is mounted is brought to rest by device-mapper while it is taken.
    /// </summary>
    public async Task<bool> Snapshot(string origin, string name, string tag, CancellationToken ct)
    {
        var run = await host.Do(
            "snapshot", "root \"$lvcreate\" \"$@\" >/dev/null",
            ["-y", "-s", .. options.IsThin ? Array.Empty<string>() : ["-l", "100%ORIGIN"], "-n", name, "--addtag", tag, $"{options.Group}/{origin}"], ct);
        if (LvmWords.Exists(run)) return false;
        if (LvmWords.NotThere(run)) throw StoppedException.Refused(MessageDetail.Unknown, $"{origin} is not on {host}: the share was removed behind Abaca's back.");
        Must(run, $"taking snapshot {name}");
        return true;
    }

    /// <summary>Makes a volume with a thin snapshot's content, sharing its blocks; null: one of the name is there already.</summary>
    public async Task<Sight?> Clone(string snapshot, string name, int? sizeGib, IReadOnlyList<string> tags, CancellationToken ct)
    {
        const string Script = """
            name=$1 raw=$2 size=$3; shift 3
            root "$lvcreate" "$@" >/dev/null || exit

            """;
        var raw = Tags.Of(Tags.Raw, Tags.NoContent);
        var run = await host.Do(
            "clone", Grow + Script + FinishClone,
            [name, raw, sizeGib is { } size ? Gib(size) : "", "-y", "-kn", "-s", "-n", name, .. Tagged([.. tags, raw]), $"{options.Group}/{snapshot}"], ct, LvmHost.LongPatience);
        if (LvmWords.Exists(run)) return null;
        if (LvmWords.NotThere(run)) throw StoppedException.Refused(MessageDetail.DriverFailedCreatingFromSnapshot, $"Snapshot {snapshot} is not on {host} any more.");
        return OneIn(Must(run, $"making {name} of {snapshot}"));
    }

    /// <summary>Goes on with a volume that <see cref="Clone"/> has begun.</summary>
    public async Task<Sight> CompleteClone(string name, int? sizeGib, CancellationToken ct)
    {
        var run = await host.Do(
            "complete", $"{Grow}name=$1 raw=$2 size=$3\n{FinishClone}", [name, Tags.Of(Tags.Raw, Tags.NoContent), sizeGib is { } size ? Gib(size) : ""], ct, LvmHost.LongPatience);
        return OneIn(Must(run, $"making {name}"));
    }

    const string FinishClone = """
        [ -z "$size" ] || root "$lvextend" -y -L "$size" "$vg/$name" >/dev/null || exit
        put "$name" && grow "$name" && sync && root "$lvchange" -y --deltag "$raw" "$vg/$name" >/dev/null || exit
        look "$vg/$name"
        """;

    /// <summary>
    /// A new volume with the thin snapshot's content takes the volume's place. It bears its tags from the first moment, and the old volume goes only
    /// when it is there; whoever finds it alone gives it its name (<see cref="Rename"/>).
    /// </summary>
    /// <param name="volume">The volume, or null when it went before.</param>
    /// <param name="name">Its name.</param>
    /// <param name="heir">Name of the new one in the meantime.</param>
    /// <param name="snapshot">The snapshot; null when the new one is there already.</param>
    /// <param name="tags">The new one's tags.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<Sight> Replace(Volume? volume, string name, string heir, string? snapshot, IReadOnlyList<string> tags, CancellationToken ct)
    {
        const string Script = """
            name=$1 heir=$2 snapshot=$3 uuid=$4; shift 4
            [ -z "$snapshot" ] || root "$lvcreate" "$@" "$vg/$snapshot" >/dev/null || exit
            take "$name" || exit
            [ -z "$uuid" ] || root "$lvremove" -y -S "lv_uuid=$uuid" "$vg/$name" >/dev/null || exit
            root "$lvrename" -y "$vg" "$heir" "$name" >/dev/null && put "$name" || exit
            look "$vg/$name"
            """;
        var run = await host.Do("revert", Script, [name, heir, snapshot ?? "", volume?.Uuid ?? "", "-y", "-kn", "-s", "-n", heir, .. Tagged(tags)], ct);
        if (snapshot is not null && LvmWords.NotThere(run)) throw StoppedException.Refused(MessageDetail.Unknown, $"Snapshot {snapshot} is not on {host} any more.");
        return OneIn(Must(run, $"reverting {name}"));
    }
}
