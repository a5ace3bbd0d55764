using System.Globalization;
using System.Text.Json;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Lvm;

/// <summary>What a volume group, or the thin pool in it, has room for, and since when the machine runs.</summary>
/// <param name="GroupUuid">LVM's own number of the group.</param>
/// <param name="PoolUuid">LVM's own number of the thin pool; empty without one.</param>
/// <param name="TotalBytes">All of it.</param>
/// <param name="FreeBytes">What can still be written (thin) or given away (thick).</param>
/// <param name="Boot">The machine's number of its running since it was started.</param>
sealed record Room(string GroupUuid, string PoolUuid, long TotalBytes, long FreeBytes, string Boot)
{
    /// <summary>A thin pool with less than this left takes no new share: what is written into one on a full pool is lost.</summary>
    const double FullPercent = 95;

    /// <summary>What is wrong, or soon will be; null: nothing.</summary>
    public string? Trouble { get; init; }

    /// <summary>Asks for it; one round trip.</summary>
    /// <exception cref="StoppedException">The group or pool is not there, or the machine does not say.</exception>
    public static async Task<Room> Measure(LvmHost host, LvmOptions options, CancellationToken ct)
    {
        const string Script = """
            root "$vgs" --reportformat json --units b --nosuffix -o vg_uuid,vg_size,vg_free,vg_missing_pv_count,vg_mda_size,vg_mda_free "$vg" || exit
            echo abaca-pool
            [ -z "$1" ] || root "$lvs" --reportformat json --units b --nosuffix -o lv_uuid,lv_size,segtype,data_percent,metadata_percent "$vg/$1" || exit
            echo abaca-boot
            cat /proc/sys/kernel/random/boot_id && echo abaca-end-of-list
            """;
        var run = await host.Do("measure", Script, [options.ThinPool ?? ""], ct);
        if (LvmWords.NotThere(run)) throw StoppedException.Refused(MessageDetail.BackendNotReady, $"There is no thin pool {options.Group}/{options.ThinPool} on {host}: make it, or change lvm_share_thin_pool.");
        var whole = run.Failed ? run : Ssh.FarHost.Whole(run);
        if (whole.Failed) throw LvmWords.Stop(whole, "measuring the volume group");
        try
        {
            var (groups, rest) = Halves(whole.Output, "abaca-pool\n");
            var (pool, boot) = Halves(rest, "abaca-boot\n");
            return Of(Row(groups, "vg"), options.IsThin ? Row(pool, "lv") : null, boot.Trim(), options);
        }
        catch (Exception broken) when (broken is JsonException or FormatException or KeyNotFoundException or IndexOutOfRangeException)
        {
            throw StoppedException.Unclear($"{host} did not say all of {options.Group}: {broken.Message}");
        }
    }

    static Room Of(Dictionary<string, string> group, Dictionary<string, string>? pool, string boot, LvmOptions options)
    {
        var missing = TroubleOf(group, options);
        // Each copy of a share takes its size.
        if (pool is null) return new Room(group["vg_uuid"], "", Number(group["vg_size"]) / (1 + options.Mirrors), Number(group["vg_free"]) / (1 + options.Mirrors), boot) { Trouble = missing };
        if (pool["segtype"] != "thin-pool") throw StoppedException.Refused(MessageDetail.BackendNotReady, $"{options.Group}/{options.ThinPool} is no thin pool.");
        var (size, used, metadata) = (Number(pool["lv_size"]), Percent(pool["data_percent"]), Percent(pool["metadata_percent"]));
        var isFull = used >= FullPercent || metadata >= FullPercent;
        var full = isFull
            ? string.Create(CultureInfo.InvariantCulture, $"Thin pool {options.Group}/{options.ThinPool} is {used:0.#} % full (its metadata {metadata:0.#} %), and takes no new shares; what tenants write into a full pool is lost: lvextend it.")
            : null;
        return new Room(group["vg_uuid"], pool["lv_uuid"], size, isFull ? 0 : (long)(size * (100 - used) / 100), boot) { Trouble = missing ?? full };
    }

    /// <summary>LVM keeps two texts about all volumes in an area whose size is given when the group is made (1 MiB: for some hundred volumes).</summary>
    static string? TroubleOf(Dictionary<string, string> group, LvmOptions options)
    {
        if (group["vg_missing_pv_count"] != "0") return $"Disks of volume group {options.Group} are missing: look at pvs.";
        return Number(group["vg_mda_free"]) < Number(group["vg_mda_size"]) / 10
            ? $"The metadata area of volume group {options.Group} is nearly full, and then it takes no more volumes: look at vgs -o vg_mda_size,vg_mda_free, and add a disk with a larger one (pvcreate --metadatasize)."
            : null;
    }

    static (string Before, string After) Halves(string text, string mark) => text.Split(mark, 2) is [var before, var after] ? (before, after) : throw new FormatException($"no {mark.Trim()}");

    static Dictionary<string, string> Row(string json, string kind)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("report")[0].GetProperty(kind)[0].EnumerateObject().ToDictionary(column => column.Name, column => column.Value.GetString() ?? "", StringComparer.Ordinal);
    }

    static long Number(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    static double Percent(string text) => text.Length == 0 ? 0 : double.Parse(text, CultureInfo.InvariantCulture);
}
