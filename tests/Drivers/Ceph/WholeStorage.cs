using System.Text.Json;
using Abaca.Drivers.CephFs.Nfs;
using Abaca.Drivers.Ganesha;
using Abaca.Drivers.Rados;
using Abaca.DriverSdk;
using Abaca.Tests.Compat.Kill;
using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>
/// What a cluster holds, read by its administrator and not through the service: subvolumes, snapshots, identities, export objects, index, and what
/// each Ganesha shows. What belongs together and does not agree appears as a rule that nobody wanted.
/// </summary>
/// <param name="cluster">The cluster.</param>
/// <param name="machines">The Ganesha machines that live; none for native clients.</param>
sealed class WholeStorage(CephCluster cluster, IReadOnlyList<CephNfsMachine> machines)
{
    const string Index = "ganesha-export-index";
    const string Prefix = "ganesha-export-share-";
    const int NotThere = 2;
    const int NotReady = 11;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>All of it.</summary>
    public async Task<HeldThings> Read(CancellationToken ct)
    {
        var shares = new Dictionary<string, int?>(StringComparer.Ordinal);
        var snapshots = new HashSet<string>(StringComparer.Ordinal);
        var authorized = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var name in Names(await Ask("fs subvolume ls", ct)))
        {
            using var facts = await Ask("fs subvolume info", ct, ("sub_name", name));
            if (facts is not null && facts.RootElement.ValueKind == JsonValueKind.Null) continue; // it went meanwhile
            if (facts is null && await IsForgotten(name, ct)) continue;
            shares[name] = facts is null ? null : (int)(facts.RootElement.GetProperty("bytes_quota").GetInt64() >> 30);
            snapshots.UnionWith(Names(await Ask("fs subvolume snapshot ls", ct, ("sub_name", name))));
            using var list = await Ask("fs subvolume authorized_list", ct, ("sub_name", name));
            authorized[name] = list is null or { RootElement.ValueKind: JsonValueKind.Null } ? new Dictionary<string, string>() : list.RootElement.EnumerateArray()
                .SelectMany(entry => entry.EnumerateObject()).ToDictionary(entry => entry.Name, entry => entry.Value.GetString()!);
        }
        var identities = await Identities(ct);
        var rules = machines.Count == 0 ? Native(authorized, identities) : await OverNfs(authorized, ct);
        var known = authorized.Values.SelectMany(list => list.Keys).ToHashSet(StringComparer.Ordinal);
        foreach (var stray in identities.Keys.Where(identity => !known.Contains(identity))) rules[$"identity {stray}"] = new HashSet<string> { stray };
        return new HeldThings(shares, snapshots, rules.Where(rule => rule.Value.Count > 0).ToDictionary());
    }

    static Dictionary<string, IReadOnlySet<string>> Native(
        Dictionary<string, IReadOnlyDictionary<string, string>> authorized, Dictionary<string, bool> identities) => authorized.ToDictionary(
            share => share.Key,
            share => (IReadOnlySet<string>)share.Value.Select(entry =>
                $"{entry.Key} {(entry.Value == "rw" ? "rw" : "ro")}{(identities.GetValueOrDefault(entry.Key) ? "" : " who may not ask monitors")}").ToHashSet());

    async Task<Dictionary<string, IReadOnlySet<string>>> OverNfs(Dictionary<string, IReadOnlyDictionary<string, string>> authorized, CancellationToken ct)
    {
        var objects = cluster.Admin.Pool("cephfs_data");
        var lines = ExportIndex.Urls((await objects.Read(Index, ct)).Content ?? "").ToHashSet(StringComparer.Ordinal);
        var shown = new Dictionary<string, HashSet<int>>(StringComparer.Ordinal);
        foreach (var machine in machines) shown[machine.Name] = [.. Heard(await Bus(machine).Show(ct)).Keys];
        var rules = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        foreach (var name in await objects.List(Prefix, ct) ?? throw new InvalidOperationException("The pool cannot be listed."))
        {
            if (NfsExport.Parse((await objects.Read(name, ct)).Content ?? "") is not { } export) continue;
            var share = name[Prefix.Length..];
            var seen = new List<string> { Text(export.Clients) };
            foreach (var machine in machines)
                seen.Add(shown[machine.Name].Remove(export.Id) ? Text(Heard(await Bus(machine).Display(export.Id, ct))) : "nothing");
            var whole = lines.Remove($"rados://cephfs_data/{name}") && authorized.GetValueOrDefault(share)?.ContainsKey("ganesha-" + share) is true;
            rules[share] = whole && seen.TrueForAll(one => one == seen[0])
                ? seen[0].Split(", ").ToHashSet()
                : new HashSet<string> { $"line and identity: {whole}; object and nodes: {string.Join(" | ", seen)}" };
            foreach (var (list, identity) in authorized.Select(list => (list, "ganesha-" + list.Key)))
                if (list.Value.Keys.Any(other => other != identity)) rules[$"foreign identities of {list.Key}"] = list.Value.Keys.ToHashSet();
        }
        foreach (var line in lines) rules[$"line {line}"] = new HashSet<string> { line };
        foreach (var (machine, ids) in shown.Where(node => node.Value.Count > 0)) rules[$"exports of {machine}"] = ids.Select(id => $"{id}").ToHashSet();
        return rules;
    }

    /// <summary>Identities of clients, and whether each may ask the monitors.</summary>
    async Task<Dictionary<string, bool>> Identities(CancellationToken ct)
    {
        using var all = JsonDocument.Parse(await cluster.Monitor("auth ls", ct));
        return all.RootElement.GetProperty("auth_dump").EnumerateArray()
            .Select(entry => (Name: entry.GetProperty("entity").GetString()!, Caps: entry.GetProperty("caps")))
            .Where(entry => entry.Name.StartsWith("client.", StringComparison.Ordinal) && entry.Name is not ("client.admin" or "client.manila" or "client.stranger"))
            .Where(entry => !entry.Name.StartsWith("client.bootstrap-", StringComparison.Ordinal) && entry.Name is not ("client.ganesha-a" or "client.ganesha-b"))
            .ToDictionary(entry => entry.Name["client.".Length..], entry => entry.Caps.TryGetProperty("mon", out _), StringComparer.Ordinal);
    }

    /// <summary>A clone whose order was lost with its mgr: Ceph 16 neither copies nor removes it, the service says so and lets it lie.</summary>
    async Task<bool> IsForgotten(string name, CancellationToken ct)
    {
        var arguments = new Dictionary<string, object> { ["vol_name"] = "cephfs", ["clone_name"] = name };
        var status = await cluster.Admin.Manager(new RadosCommand("fs clone status", arguments, Patience), ct);
        if (!status.Output.Contains("\"pending\"", StringComparison.Ordinal)) return false;
        var cancelled = await cluster.Admin.Manager(new RadosCommand("fs clone cancel", arguments, Patience), ct);
        return cancelled.Status.Contains("error canceling clone", StringComparison.Ordinal);
    }

    /// <summary>An answer of the mgr; JSON's null when what it is asked about is not there, null when it is not ready.</summary>
    async Task<JsonDocument?> Ask(string prefix, CancellationToken ct, params (string Name, object Value)[] arguments)
    {
        var all = arguments.ToDictionary(one => one.Name, one => one.Value);
        (all["vol_name"], all["format"]) = ("cephfs", "json");
        var answer = await cluster.Admin.Manager(new RadosCommand(prefix, all, Patience), ct);
        if (answer is { End: RadosEnd.Answered, Error: NotThere }) return JsonDocument.Parse("null");
        if (answer is { End: RadosEnd.Answered, Error: NotReady }) return null;
        Assert.True(answer.Succeeded, $"{prefix}: {answer.Status}");
        return JsonDocument.Parse(answer.Output);
    }

    static IReadOnlyList<string> Names(JsonDocument? list)
    {
        using (list)
        {
            return list is null or { RootElement.ValueKind: JsonValueKind.Null }
                ? [] : [.. list.RootElement.EnumerateArray().Select(item => item.GetProperty("name").GetString()!)];
        }
    }

    static string Text(IEnumerable<ExportClient> clients) => string.Join(", ", clients
        .Select(client => $"{client.To.Replace("/32", "", StringComparison.Ordinal)} {(client.Writable ? "rw" : "ro")}").Order(StringComparer.Ordinal));

    static T Heard<T>(BusAnswer<T> answer) => answer.End == BusEnd.Done ? answer.Value! : throw new InvalidOperationException(answer.Text);

    static DBusSend Bus(CephNfsMachine machine) => new(new LocalCommandRunner(TimeProvider.System), machine.Ganesha.BusAddress);
}
