using System.Globalization;
using System.Xml.Linq;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Gluster;

/// <summary>A brick as <c>gluster volume status … detail</c> shows it.</summary>
/// <param name="Volume">The volume that it is part of.</param>
/// <param name="Place">Server and directory.</param>
/// <param name="IsOnline">Its process runs.</param>
/// <param name="Bytes">Size of the file system it lies on; null while it is down.</param>
/// <param name="Device">The device that is mounted there; empty while it is down.</param>
sealed record Brick(string Volume, string Place, bool IsOnline, long? Bytes, string Device);

/// <summary>What the bricks of a cluster's started volumes say of themselves.</summary>
/// <param name="cluster">The cluster.</param>
sealed class Bricks(GlusterCluster cluster)
{
    /// <summary>Runs <c>lvs</c> for each device; prints those whose volume is not thin.</summary>
    const string ThinScript = """
        PATH="$PATH:/usr/sbin:/sbin"
        for device do [ -n "$(lvs --noheadings -o pool_lv "$device" 2>/dev/null | tr -d ' ')" ] || printf '%s\n' "$device"; done
        echo looked
        """;

    /// <summary>All of them, or those of one volume.</summary>
    public async Task<IReadOnlyList<Brick>> Look(CancellationToken ct, string volume = "all")
    {
        var reply = await cluster.Ask(ct, "volume", "status", volume, "detail");
        if (reply.Succeeded) return Parse(reply.Document!);
        // Not an answer about bricks: there is no volume, or it is not started.
        if (reply.Document is not null && (GlusterWords.NotThere(reply) || reply.Error.Contains("is not started", StringComparison.Ordinal))) return [];
        throw GlusterWords.Stop(reply, $"looking at the bricks of {cluster.Server.Host}");
    }

    /// <summary>Why volumes cannot be snapshotted, by name; those that can are missing here.</summary>
    /// <param name="bricks">Of the volumes.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<IReadOnlyDictionary<string, string>> NotThin(IReadOnlyList<Brick> bricks, CancellationToken ct)
    {
        // Only the device mapper has logical volumes; where there is none, nobody need be asked.
        var mapped = bricks.Where(brick => IsMapped(brick.Device)).Select(brick => brick.Device).Distinct().ToList();
        var plain = new HashSet<string>(StringComparer.Ordinal);
        if (mapped.Count > 0)
        {
            var run = await cluster.RunThere(["sh", "-c", ThinScript, "sh", .. mapped], ct);
            if (run.Failed || !run.Output.EndsWith("looked\n", StringComparison.Ordinal)) throw StoppedException.Unclear($"asking {cluster} for logical volumes: {run.Summary}");
            plain = [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        }
        return bricks.Where(brick => brick.IsOnline && (!IsMapped(brick.Device) || plain.Contains(brick.Device))).GroupBy(brick => brick.Volume, StringComparer.Ordinal)
            .ToDictionary(volume => volume.Key, volume => $"brick {volume.First().Place} lies on {volume.First().Device}, which is no thin logical volume", StringComparer.Ordinal);
    }

    static bool IsMapped(string device) => device.StartsWith("/dev/mapper/", StringComparison.Ordinal) || device.StartsWith("/dev/dm-", StringComparison.Ordinal) || device.Count(character => character == '/') > 2;

    static List<Brick> Parse(XElement answer) =>
    [
        .. answer.Descendants("volume").SelectMany(volume => volume.Elements("node").Select(node => new Brick(
            volume.Element("volName")?.Value ?? "", $"{node.Element("hostname")?.Value}:{node.Element("path")?.Value}", node.Element("status")?.Value == "1",
            long.TryParse(node.Element("sizeTotal")?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : null, node.Element("device")?.Value ?? ""))),
    ];
}
