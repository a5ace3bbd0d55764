using System.Text.Json.Nodes;

namespace Abaca.Cli;

/// <summary><c>abaca keystone …</c>: what a Keystone has to know of the service.</summary>
/// <param name="parts">Builds commands.</param>
sealed class KeystoneCommands(CommandParts parts)
{
    /// <summary>Type, name and description as Manila's installation guide has them; clients look for one type or the other.</summary>
    static readonly (string Type, string Name, string Description)[] services =
        [("sharev2", "manilav2", "OpenStack Shared File Systems V2"), ("share", "manila", "OpenStack Shared File Systems")];

    /// <summary>The command with its subcommands.</summary>
    public Command Build() => parts.Group("keystone", "What a Keystone has to know of the service", Register());

    Command Register()
    {
        var address = new Option<string>("--url") { Description = "Where clients reach the service, such as https://share.example.org:8786", HelpName = "URL", Required = true };
        var inside = Text("--internal-url", "URL", "Where other services reach it; the same without it");
        var admin = Text("--admin-url", "URL", "Where administrators reach it; the internal one without it");
        var region = Text("--region", "NAME", "Region of the endpoints; OS_REGION_NAME, else RegionOne");
        return parts.Leaf("register", "Put the service into the catalog (admins of that Keystone); what is there already stays, addresses follow",
            [address, inside, admin, region], Takes.Output, async (run, ct) =>
        {
            var url = Base(run.Get(address)!, "--url");
            var inner = run.Get(inside) is { } given ? Base(given, "--internal-url") : url;
            (string Kind, string Url)[] published = [("public", url), ("internal", inner), ("admin", run.Get(admin) is { } other ? Base(other, "--admin-url") : inner)];
            var place = run.Get(region) ?? run.Cloud.Settings.Region ?? "RegionOne";
            var rows = new List<JsonObject>();
            if (await run.Cloud.Catalog.NeedRegion(place, ct)) rows.Add(Row("region", "", place, "", "made"));
            foreach (var service in services) rows.AddRange(await Publish(run.Cloud.Catalog, service, published, place, ct));
            run.Print.List(rows, [new("TYPE", "type"), new("INTERFACE", "interface"), new("REGION", "region"), new("URL", "url"), new("WHAT WAS DONE", "done")]);
            return ExitCode.Ok;
        });
    }

    static async Task<IReadOnlyList<JsonObject>> Publish(
        CatalogCalls catalog, (string Type, string Name, string Description) service, IReadOnlyList<(string Kind, string Url)> published, string region, CancellationToken ct)
    {
        var there = await catalog.Services(service.Type, ct);
        if (there.Count > 1)
        {
            throw new ClientException(Trouble.Refused, $"this catalog has {there.Count} services of the type {service.Type}, and only one can be this one")
            {
                Remedy = "delete the others: openstack service delete ID",
            };
        }
        var entry = there is [var known] ? known : await catalog.CreateService(service.Type, service.Name, service.Description, ct);
        var rows = new List<JsonObject> { Row(service.Type, "", "", "", there.Count == 1 ? "kept" : "made") };
        foreach (var (kind, url) in published)
        {
            var had = (await catalog.Endpoints(entry.Id, kind, ct)).FirstOrDefault(one => one.RegionId == region);
            if (had is null) await catalog.CreateEndpoint(entry.Id, kind, region, url, ct);
            else if (had.Url != url) await catalog.MoveEndpoint(had.Id, url, ct);
            rows.Add(Row(service.Type, kind, region, url, had is null ? "made" : had.Url == url ? "kept" : $"changed from {had.Url}"));
        }
        return rows;
    }

    /// <summary>The address of the API's version: people write the service's with and without it.</summary>
    static string Base(string text, string option)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new UsageException($"{option} takes a web address, such as https://share.example.org:8786, not '{text}'");
        var trimmed = text.TrimEnd('/');
        return trimmed.EndsWith("/v2", StringComparison.Ordinal) ? trimmed : trimmed + "/v2";
    }

    static JsonObject Row(string type, string kind, string region, string url, string done) =>
        new() { ["type"] = type, ["interface"] = kind, ["region"] = region, ["url"] = url, ["done"] = done };
}
