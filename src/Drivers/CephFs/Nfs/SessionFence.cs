using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Abaca.Drivers.Rados;

namespace Abaca.Drivers.CephFs.Nfs;

/// <summary>
/// Ends what a dead Ganesha holds in CephFS. Each of its exports is a client of its own that asked for 300 s of patience, so without
/// this the survivor's requests wait for capabilities that nobody gives back, and even the dead node's restart does not help.
/// </summary>
/// <remarks>
/// To fence a Ganesha that lives is to break it: all its exports answer with errors until it is started again. So sessions are
/// picked by host name and process number, as the process itself told Ceph: neither a successor nor another node is ever hit, and
/// callers fence only a process whose end they have evidence of.
/// </remarks>
sealed partial class SessionFence(IRadosCluster cluster, Func<CancellationToken, Task<string>> fileSystem)
{
    static readonly TimeSpan ListDeadline = TimeSpan.FromSeconds(10);

    /// <summary>The MDS waits until the cluster's storage daemons know that the client is blocked.</summary>
    static readonly TimeSpan EvictDeadline = TimeSpan.FromSeconds(60);

    /// <summary>Ganeshas that have sessions; null when the MDS does not answer.</summary>
    public async Task<IReadOnlyList<GaneshaSessions>?> Sessions(CancellationToken ct)
    {
        var answer = await cluster.MetadataServer(await Rank(ct), new RadosCommand("client ls", Arguments(), ListDeadline), ct);
        return answer.Succeeded ? Parse(answer.Output) : null;
    }

    /// <summary>Ends all sessions of a process that is dead; null when done, else why not.</summary>
    public async Task<string?> Evict(GaneshaProcess dead, CancellationToken ct)
    {
        var arguments = Arguments();
        arguments["filters"] = new List<string>
        {
            $"client_metadata.hostname={dead.Host}", string.Create(CultureInfo.InvariantCulture, $"client_metadata.pid={dead.Pid}"),
        };
        var answer = await cluster.MetadataServer(await Rank(ct), new RadosCommand("client evict", arguments, EvictDeadline), ct);
        return answer.Succeeded ? null : answer.Status;
    }

    /// <summary>Reads the MDS's list of clients. Ganesha names its clients <c>ganesha-NODE-EXPORT</c>, the export id in four hexadecimal digits.</summary>
    public static IReadOnlyList<GaneshaSessions> Parse(string json)
    {
        var found = new Dictionary<GaneshaProcess, GaneshaSessions>();
        using var document = JsonDocument.Parse(json);
        foreach (var client in document.RootElement.EnumerateArray())
        {
            if (!client.TryGetProperty("client_metadata", out var said) || !Uuid().IsMatch(Text(said, "uuid"))) continue;
            if (!int.TryParse(Text(said, "pid"), CultureInfo.InvariantCulture, out var pid) || Text(said, "hostname") is not { Length: > 0 } host) continue;
            var process = new GaneshaProcess(host, pid);
            found.TryAdd(process, new GaneshaSessions(process, AddressIn(Text(client, "inst"))));
        }
        return [.. found.Values];
    }

    async Task<string> Rank(CancellationToken ct) => await fileSystem(ct) + ":0";

    static Dictionary<string, object> Arguments() => new(StringComparer.Ordinal) { ["format"] = "json" };

    static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    /// <summary>From <c>client.4199 v1:192.0.2.11:0/1936441130</c>, with or without the protocol.</summary>
    static string? AddressIn(string inst) => Inst().Match(inst) is { Success: true } match ? match.Groups["address"].Value.Trim('[', ']') : null;

    [GeneratedRegex("^ganesha-.*-[0-9a-f]{4}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Uuid();

    [GeneratedRegex(@"^client\.\d+ (v\d:)?(?<address>\[[0-9a-fA-F:.]+\]|[0-9.]+):\d+/\d+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Inst();
}
