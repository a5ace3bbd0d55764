using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Abaca.Drivers.Ganesha;
using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs.Nfs;

/// <summary>Documents of the mgr's <c>nfs</c> module. Pure.</summary>
static class ClusterExport
{
    /// <summary>
    /// The whole document of an export, to be applied: the one that stands with other clients, since an update that leaves anything out
    /// makes the module restart the service; or a new one.
    /// </summary>
    /// <param name="standing">What <c>nfs export info</c> said; empty when there is none.</param>
    /// <param name="cluster">Name of the NFS cluster.</param>
    /// <param name="place">The exported subvolume.</param>
    /// <param name="clients">Most specific first.</param>
    public static string With(string standing, string cluster, Subvolume place, IReadOnlyList<ExportClient> clients)
    {
        var export = Parse(standing) ?? new JsonObject
        {
            ["path"] = place.Path,
            ["cluster_id"] = cluster,
            ["pseudo"] = place.Path,
            ["access_type"] = "none",
            ["squash"] = "none",
            ["security_label"] = true,
            ["fsal"] = new JsonObject { ["name"] = "CEPH", ["fs_name"] = place.FileSystem },
        };
        var list = new JsonArray();
        foreach (var client in clients)
        {
            var words = new JsonArray();
            foreach (var word in GaneshaClients.Words(client)) words.Add((JsonNode)word);
            list.Add((JsonNode)new JsonObject { ["access_type"] = client.Writable ? "rw" : "ro", ["addresses"] = words, ["squash"] = SquashOf(client) });
        }
        export["clients"] = list;
        return export.ToJsonString();
    }

    static string SquashOf(ExportClient client) => client.Squash == NfsSquash.None ? "none" : client.Squash.Word();

    /// <summary>Clients in a document; null when it is no export.</summary>
    public static IReadOnlyList<ExportClient>? Clients(string document)
    {
        if (Parse(document) is not { } export) return null;
        var found = new List<ExportClient>();
        foreach (var block in export["clients"]?.AsArray() ?? [])
        {
            var writable = string.Equals(block?["access_type"]?.GetValue<string>(), "rw", StringComparison.OrdinalIgnoreCase);
            foreach (var word in block?["addresses"]?.AsArray() ?? [])
                if (word is not null && ExportClient.Parse(word.GetValue<string>(), writable) is { } client) found.Add(client with { Squash = GaneshaClients.SquashIn(block?["squash"]?.GetValue<string>()) });
        }
        return GaneshaClients.Joined(found);
    }

    /// <summary>Where clients reach the cluster: its virtual address when it has one, else each of its nodes.</summary>
    /// <param name="document">What <c>nfs cluster info</c> said.</param>
    /// <param name="cluster">Name of the NFS cluster.</param>
    public static IReadOnlyList<IPAddress> Addresses(string document, string cluster)
    {
        if (Object(document)?[cluster] is not JsonObject about) return [];
        if (Address(about["virtual_ip"]) is { } floating) return [floating];
        return [.. (about["backend"] as JsonArray ?? []).Select(node => Address(node?["ip"])).OfType<IPAddress>().Distinct()];
    }

    /// <summary>Paths under which the cluster's exports are found.</summary>
    /// <param name="document">What <c>nfs export ls</c> said.</param>
    public static IReadOnlyList<string> Paths(string document)
    {
        try
        {
            return JsonNode.Parse(document) is JsonArray paths ? [.. paths.Select(path => path?.GetValue<string>()).OfType<string>()] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    static JsonObject? Parse(string document) => Object(document) is { } export && export["export_id"] is not null ? export : null;

    static JsonObject? Object(string document)
    {
        try
        {
            return JsonNode.Parse(document) as JsonObject;
        }
        catch (JsonException)
        {
            return null; // the module says nothing when there is nothing
        }
    }

    static IPAddress? Address(JsonNode? text) => IPAddress.TryParse(text?.GetValue<string>(), out var address) ? address : null;
}
