using System.Globalization;
using System.Text.Json;
using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs;

/// <summary>Reads the cluster's answers. One that is not as it should be makes the call unclear.</summary>
static class CephJson
{
    /// <summary><c>[{"name":"x", …}, …]</c>.</summary>
    public static IReadOnlyList<string> Names(string json) => Read<IReadOnlyList<string>>(json, root =>
        [.. root.EnumerateArray().Select(item => item.GetProperty("name").GetString()!)]);

    /// <summary>The answer of <c>fs subvolume info</c>.</summary>
    public static SubvolumeFacts Facts(string json, string volume, SubvolumeName name) => Read(json, root =>
    {
        var path = root.TryGetProperty("path", out var at) ? at.GetString()! : "";
        long? quota = root.TryGetProperty("bytes_quota", out var limit) && limit.ValueKind == JsonValueKind.Number ? limit.GetInt64() : null;
        var used = root.TryGetProperty("bytes_used", out var bytes) && bytes.ValueKind == JsonValueKind.Number ? bytes.GetInt64() : (long?)null;
        return new SubvolumeFacts(new Subvolume(volume, name.Name, name.Group, path), path.Length > 0, quota, used);
    });

    /// <summary>The answer of <c>fs subvolume authorized_list</c>: <c>[{"alice":"rw"}, …]</c>.</summary>
    public static IReadOnlyDictionary<string, AccessLevel> Identities(string json) => Read<IReadOnlyDictionary<string, AccessLevel>>(json, root =>
    {
        var all = new Dictionary<string, AccessLevel>(StringComparer.Ordinal);
        foreach (var item in root.EnumerateArray())
            foreach (var pair in item.EnumerateObject())
                all[pair.Name] = pair.Value.GetString() == "rw" ? AccessLevel.Rw : AccessLevel.Ro;
        return all;
    });

    /// <summary>The answer of <c>fs subvolume snapshot info</c>: the subvolumes that are being copied from it.</summary>
    public static IReadOnlyList<string> PendingClones(string json) => Read<IReadOnlyList<string>>(json, root =>
        root.TryGetProperty("pending_clones", out var clones) ? [.. clones.EnumerateArray().Select(item => item.GetProperty("name").GetString()!)] : []);

    /// <summary>The answer of <c>fs clone status</c>.</summary>
    public static CloneProgress Progress(string json) => Read(json, root =>
    {
        var status = root.GetProperty("status");
        var state = status.GetProperty("state").GetString()!;
        SnapshotPlace? source = null;
        if (status.TryGetProperty("source", out var from))
        {
            var group = from.TryGetProperty("group", out var named) ? named.GetString() : null;
            source = new SnapshotPlace(new SubvolumeName(from.GetProperty("subvolume").GetString()!, group), from.GetProperty("snapshot").GetString()!);
        }
        var failure = status.TryGetProperty("failure", out var why) && why.TryGetProperty("error_msg", out var text) ? text.GetString() : null;
        return new CloneProgress(state, PercentOf(status, state), source, failure);
    });

    /// <summary>Addresses in the answer of <c>mon dump</c>, in its order: <c>host:port</c>, IPv6 hosts in brackets.</summary>
    public static IReadOnlyList<string> Monitors(string json) => Read<IReadOnlyList<string>>(json, root =>
        [.. root.GetProperty("mons").EnumerateArray().Select(mon => mon.GetProperty("addr").GetString()!.Split('/')[0])]);

    /// <summary>The answer of <c>auth get</c>: key and capabilities of one identity.</summary>
    public static (string Key, IReadOnlyDictionary<string, string> Caps) Identity(string json) => Read(json, root =>
    {
        var entry = root.EnumerateArray().First();
        IReadOnlyDictionary<string, string> caps = entry.GetProperty("caps").EnumerateObject().ToDictionary(
            cap => cap.Name, cap => cap.Value.GetString() ?? "", StringComparer.Ordinal);
        return (entry.GetProperty("key").GetString()!, caps);
    });

    /// <summary>The answer of <c>fsid</c>: the cluster's own id.</summary>
    public static string ClusterId(string json) => Read(json, root => root.GetProperty("fsid").GetString()!);

    /// <summary>The answer of <c>fs get</c>: the file system's number, which it keeps when it is renamed.</summary>
    public static long FileSystemId(string json) => Read(json, root => root.GetProperty("id").GetInt64());

    /// <summary>The answer of <c>fs get</c>: ranks of the file system that are served.</summary>
    public static IReadOnlyList<int> Ranks(string json) => Read<IReadOnlyList<int>>(json, root =>
        [.. root.GetProperty("mdsmap").GetProperty("in").EnumerateArray().Select(rank => rank.GetInt32())]);

    /// <summary>The answer of <c>session ls</c>: clients with the path that they say they mounted.</summary>
    public static IReadOnlyList<(long Id, string Root)> Sessions(string json) => Read<IReadOnlyList<(long, string)>>(json, root =>
        [.. root.EnumerateArray().Select(session => (session.GetProperty("id").GetInt64(),
            session.TryGetProperty("client_metadata", out var said) && said.TryGetProperty("root", out var path) ? path.GetString() ?? "" : ""))]);

    /// <summary>Newer releases measure ("percentage cloned": "12.5%"); Ceph 16 only says which state it is in.</summary>
    static int PercentOf(JsonElement status, string state)
    {
        if (state == "complete") return 100;
        if (status.TryGetProperty("progress_report", out var report) && report.TryGetProperty("percentage cloned", out var measured)
            && double.TryParse(measured.GetString()?.TrimEnd('%'), CultureInfo.InvariantCulture, out var percent))
            return (int)Math.Clamp(percent, 0, 99);
        return state == "in-progress" ? 50 : 0;
    }

    static T Read<T>(string json, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return read(document.RootElement);
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // The text may hold a key: it is not repeated.
            throw StoppedException.Unclear($"The cluster's answer of {json.Length} characters cannot be read: {problem.GetType().Name}.");
        }
    }
}
