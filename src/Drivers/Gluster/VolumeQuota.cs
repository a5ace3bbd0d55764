using System.Globalization;

namespace Abaca.Drivers.Gluster;

/// <summary>The limit of a whole volume, where its quota is enabled.</summary>
/// <param name="cluster">The cluster.</param>
sealed class VolumeQuota(GlusterCluster cluster)
{
    /// <summary>Limit and use in bytes.</summary>
    public sealed record Standing(long? Limit, long Used);

    /// <summary>What a full share may hold beyond its limit, in bytes: writers that are under way are not stopped at once.</summary>
    public const long Overfull = 16 << 20;

    /// <summary>Limit and use.</summary>
    public async Task<Standing> Read(Volume volume, CancellationToken ct)
    {
        var reply = await cluster.Ask(ct, "volume", "quota", volume.Name, "list", "/");
        if (GlusterWords.HasNoLimit(reply)) return new Standing(null, 0);
        if (!reply.Succeeded) throw GlusterWords.Stop(reply, $"reading the limit of volume {volume.Name}");
        var limit = reply.Document!.Descendants("limit").FirstOrDefault(found => found.Element("path")?.Value == "/");
        return new Standing(Bytes(limit?.Element("hard_limit")?.Value), Bytes(limit?.Element("used_space")?.Value) ?? 0);
    }

    /// <summary>Sets the limit where it differs.</summary>
    public async Task Limit(Volume volume, long bytes, CancellationToken ct)
    {
        if ((await Read(volume, ct)).Limit != bytes)
            await cluster.Do($"limiting volume {volume.Name}", ct, "volume", "quota", volume.Name, "limit-usage", "/", bytes.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Takes the limit away.</summary>
    public async Task Remove(Volume volume, CancellationToken ct)
    {
        if ((await Read(volume, ct)).Limit is not null) await cluster.Do($"taking the limit off volume {volume.Name}", ct, "volume", "quota", volume.Name, "remove", "/");
    }

    static long? Bytes(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes > 0 ? bytes : null;
}
