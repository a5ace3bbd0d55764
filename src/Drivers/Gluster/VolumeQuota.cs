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
        var reply = await Ask(volume, ct, "list", "/");
        if (GlusterWords.HasNoLimit(reply)) return new Standing(null, 0);
        if (!reply.Succeeded) throw GlusterWords.Stop(reply, $"reading the limit of volume {volume.Name}");
        var limit = reply.Document!.Descendants("limit").FirstOrDefault(found => found.Element("path")?.Value == "/");
        return new Standing(Bytes(limit?.Element("hard_limit")?.Value), Bytes(limit?.Element("used_space")?.Value) ?? 0);
    }

    /// <summary>Sets the limit where it differs.</summary>
    public async Task Limit(Volume volume, long bytes, CancellationToken ct)
    {
        if ((await Read(volume, ct)).Limit == bytes) return;
        var reply = await Ask(volume, ct, "limit-usage", "/", bytes.ToString(CultureInfo.InvariantCulture));
        if (!reply.Succeeded) throw GlusterWords.Stop(reply, $"limiting volume {volume.Name}");
    }

    /// <summary>Takes the limit away.</summary>
    public async Task Remove(Volume volume, CancellationToken ct)
    {
        if ((await Read(volume, ct)).Limit is null) return;
        var reply = await Ask(volume, ct, "remove", "/");
        if (!reply.Succeeded) throw GlusterWords.Stop(reply, $"taking the limit off volume {volume.Name}");
    }

    /// <summary>Bricks that are down are started only when they are missed, as for wiping.</summary>
    async Task<GlusterReply> Ask(Volume volume, CancellationToken ct, params IEnumerable<string> words)
    {
        var reply = await cluster.Ask(ct, ["volume", "quota", volume.Name, .. words]);
        if (!GlusterWords.NotMounted(reply)) return reply;
        await cluster.StartVolume(volume, ct, force: true);
        return await cluster.Ask(ct, ["volume", "quota", volume.Name, .. words]);
    }

    static long? Bytes(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes > 0 ? bytes : null;
}
