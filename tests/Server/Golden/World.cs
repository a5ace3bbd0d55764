using System.Text.RegularExpressions;
using Abaca.Server.Http;
using Abaca.Server.Microversions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Abaca.Tests.Server.Golden;

/// <summary>A small world with one of everything, whose ids and times can be told apart and are replaced by names.</summary>
public sealed partial class World : IAsyncLifetime
{
    readonly Dictionary<string, string> names = new(StringComparer.Ordinal);

    /// <summary>Further lines of [DEFAULT], and sections behind it, in the configuration file.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>The service.</summary>
    public ApiHost Host { get; private set; } = null!;

    /// <summary>Ids by the names of path parameters, per collection.</summary>
    public Dictionary<string, string> Ids { get; } = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Host = await ApiHost.Start(
        [
            "auth_strategy = embedded", "default_share_type = plain", "default_share_group_type = together", .. Options, "[dummy]", "replication_domain = lab",
        ]);
        Know("type", await Host.MakeType());
        Know("share", await Host.MakeShare());
        await Host.Post($"/v2/shares/{Ids["share"]}/metadata", new { metadata = new { color = "green" } }, ApiHost.Member);
        var rule = await Host.Post($"/v2/shares/{Ids["share"]}/action", new { allow_access = new { access_type = "ip", access_to = "10.0.0.1", metadata = new { why = "golden" } } }, ApiHost.Member);
        Assert.True(rule.Status == 200, rule.Text);
        Know("rule", rule.Json.GetProperty("access").GetProperty("id").GetString()!);
        await Host.Until(
            async () => (await Host.Get($"/v2/share-access-rules/{Ids["rule"]}", ApiHost.Member)).Json.GetProperty("access").GetProperty("state").GetString() == "active",
            "the rule is active");
        var snapshot = await Host.Post(
            "/v2/snapshots", new { snapshot = new { share_id = Ids["share"], name = "monday", metadata = new { color = "green" } } }, ApiHost.Member);
        Assert.True(snapshot.Status == 202, snapshot.Text);
        Know("snapshot", snapshot.Json.GetProperty("snapshot").GetProperty("id").GetString()!);
        await Host.UntilStatus($"/v2/snapshots/{Ids["snapshot"]}", "snapshot", "available");
        Know("instance", (await Host.Get($"/v2/shares/{Ids["share"]}/instances")).Json.GetProperty("share_instances")[0].GetProperty("id").GetString()!);
        Know("location", (await Host.Get($"/v2/shares/{Ids["share"]}/export_locations")).Json.GetProperty("export_locations")[0].GetProperty("id").GetString()!);
        var tinted = await Host.Put($"/v2{Fill("/shares/{id}/export_locations/{location}/metadata")}", new { metadata = new { color = "green" } }, ApiHost.Member);
        Assert.True(tinted.Status == 200, tinted.Text);
        Know("private", await MakePrivateType());
        Know("message", await MakeMessage());
        await MakeGroup();
        await MakeReplica();
        Know("operation", (await Host.Get($"/v2/operations?resource_id={Ids["snapshot"]}")).Json.GetProperty("operations")[0].GetProperty("id").GetString()!);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Host.DisposeAsync();

    /// <summary>A body with this world's ids in place of the words that stand for them.</summary>
    public string Filled(string body) => body
        .Replace("REPLICATED", Ids["replicated share"], StringComparison.Ordinal)
        .Replace("SHARE", Ids["share"], StringComparison.Ordinal)
        .Replace("GROUPTYPE", Ids["group type"], StringComparison.Ordinal)
        .Replace("GROUP", Ids["group"], StringComparison.Ordinal)
        .Replace("\"TYPE\"", $"\"{Ids["type"]}\"", StringComparison.Ordinal);

    /// <summary>A path with this world's ids in place of its parameters.</summary>
    public string Fill(string template) => Parameter().Replace(template, match => match.Groups[1].Value switch
    {
        "key" => template.Contains("extra_specs", StringComparison.Ordinal) ? "snapshot_support"
            : template.Contains("group-specs", StringComparison.Ordinal) ? "consistent_snapshot_support" : "color",
        "location" when template.StartsWith("/share-replicas", StringComparison.Ordinal) => Ids["replica location"],
        "location" => Ids["location"],
        _ when template.Contains("extra_specs/{", StringComparison.Ordinal) && match.Index > template.IndexOf("extra_specs", StringComparison.Ordinal) => "snapshot_support",
        _ when template.StartsWith("/types", StringComparison.Ordinal) && (template.Contains("access", StringComparison.Ordinal) || template.Contains("action", StringComparison.Ordinal)) =>
            Ids["private"],
        _ when template.StartsWith("/types", StringComparison.Ordinal) => Ids["type"],
        _ when template.StartsWith("/share-group-types", StringComparison.Ordinal) =>
            Ids[template.Contains("access", StringComparison.Ordinal) || template.Contains("action", StringComparison.Ordinal) ? "private group type" : "group type"],
        _ when template.StartsWith("/share-group-snapshots", StringComparison.Ordinal) => Ids["group snapshot"],
        _ when template.StartsWith("/share-groups", StringComparison.Ordinal) => Ids["group"],
        _ when template.StartsWith("/share-replicas", StringComparison.Ordinal) => Ids["replica"],
        _ when template.StartsWith("/operations", StringComparison.Ordinal) => Ids["operation"],
        _ when template.StartsWith("/snapshots", StringComparison.Ordinal) => Ids["snapshot"],
        _ when template.StartsWith("/share_instances", StringComparison.Ordinal) => Ids["instance"],
        _ when template.StartsWith("/share-access-rules", StringComparison.Ordinal) => Ids["rule"],
        _ when template.StartsWith("/messages", StringComparison.Ordinal) => Ids["message"],
        _ when template.Contains("quota-class", StringComparison.Ordinal) => "default",
        _ when template.Contains("quota", StringComparison.Ordinal) => "b0000000000000000000000000000002",
        _ when template.Contains("services", StringComparison.Ordinal) => "enable",
        _ => Ids["share"],
    });

    /// <summary>Path and action key under which a version reaches an operation.</summary>
    public (string Path, string? Action) Spelling(Operation operation, int minor)
    {
        var renamed = Host.Services.GetRequiredService<History>().Operation(operation.Name).Renamed;
        var old = renamed is { } change && minor < change.At.Minor ? change.Before : null;
        var path = old?.StartsWith('/') == true ? old : operation.Path;
        return ($"/v2{Fill(path)}", operation.Action is null ? null : old ?? operation.Action);
    }

    /// <summary>A text without what differs from run to run.</summary>
    public string Stable(string text)
    {
        foreach (var (id, name) in names) text = text.Replace(id, $"<{name}>", StringComparison.Ordinal).Replace(id.Replace('-', '_'), $"<{name}>", StringComparison.Ordinal);
        text = text.Replace(Host.Client.BaseAddress!.Authority, "<host>", StringComparison.Ordinal);
        text = ServiceNumber().Replace(text, "\"id\":<number>,\"binary\"");
        return Uuid().Replace(Moment().Replace(RequestId().Replace(text, "<request>"), "<time>"), "<uuid>");
    }

    void Know(string name, string id) => names[Ids[name] = id] = name;

    async Task<string> MakePrivateType()
    {
        var made = await Host.Post("/v2/types", new Dictionary<string, object>
        {
            ["share_type"] = new Dictionary<string, object>
            {
                ["name"] = "for one project", ["share_type_access:is_public"] = false, ["extra_specs"] = new { driver_handles_share_servers = false },
            },
        });
        Assert.True(made.Status == 200, made.Text);
        var id = made.Json.GetProperty("share_type").GetProperty("id").GetString()!;
        var granted = await Host.Post($"/v2/types/{id}/action", new { addProjectAccess = new { project = "b0000000000000000000000000000002" } });
        Assert.True(granted.Status == 202, granted.Text);
        return id;
    }

    async Task MakeGroup()
    {
        var specs = new { consistent_snapshot_support = "pool" };
        Know("group type", await Made("/v2/share-group-types", new { share_group_type = new { name = "together", share_types = new[] { "plain" }, group_specs = specs } }, ApiHost.Admin));
        Know("private group type", await Made("/v2/share-group-types", new { share_group_type = new { name = "for one project", share_types = new[] { "plain" }, is_public = false } }, ApiHost.Admin));
        var granted = await Host.Post($"/v2/share-group-types/{Ids["private group type"]}/action", new { addProjectAccess = new { project = "b0000000000000000000000000000002" } });
        Assert.True(granted.Status == 202, granted.Text);
        Know("group", await Made("/v2/share-groups", new { share_group = new { name = "together" } }, ApiHost.Member));
        await Host.UntilStatus($"/v2/share-groups/{Ids["group"]}", "share_group", "available");
        Know("group snapshot", await Made("/v2/share-group-snapshots", new { share_group_snapshot = new { share_group_id = Ids["group"], name = "monday" } }, ApiHost.Member));
        await Host.UntilStatus($"/v2/share-group-snapshots/{Ids["group snapshot"]}", "share_group_snapshot", "available");
    }

    // Its only replica is the active one: there is one pool.
    async Task MakeReplica()
    {
        var specs = new { driver_handles_share_servers = false, replication_type = "readable" };
        Know("replicated type", await Made("/v2/types", new { share_type = new { name = "replicated", extra_specs = specs } }, ApiHost.Admin));
        var share = await Made("/v2/shares", new { share = new { share_proto = "NFS", size = 1, name = "kept twice", share_type = "replicated" } }, ApiHost.Member);
        Know("replicated share", share);
        await Host.UntilStatus($"/v2/shares/{share}", "share", "available");
        var replicas = await Host.Get($"/v2/share-replicas?share_id={share}");
        Know("replica", replicas.Json.GetProperty("share_replicas")[0].GetProperty("id").GetString()!);
        var exports = await Host.Get($"/v2/share-replicas/{Ids["replica"]}/export-locations");
        Know("replica location", exports.Json.GetProperty("export_locations")[0].GetProperty("id").GetString()!);
        var tinted = await Host.Post($"/v2/share-replicas/{Ids["replica"]}/metadata", new { metadata = new { color = "green" } }, ApiHost.Member);
        Assert.True(tinted.Status == 200, tinted.Text);
    }

    async Task<string> Made(string path, object body, string token)
    {
        var made = await Host.Post(path, body, token);
        Assert.True(made.Status is 200 or 202, made.Text);
        return made.Json.EnumerateObject().First().Value.GetProperty("id").GetString()!;
    }

    async Task<string> MakeMessage()
    {
        await Host.Put("/v2/quota-sets/b0000000000000000000000000000002", new { quota_set = new { gigabytes = -1 } });
        var made = await Host.Post("/v2/shares", new { share = new { share_proto = "NFS", size = 900_000, share_type = "plain", name = "too big" } }, ApiHost.Member);
        Assert.True(made.Status == 200, made.Text);
        var id = made.Json.GetProperty("share").GetProperty("id").GetString()!;
        names[id] = "failed";
        await Host.UntilStatus($"/v2/shares/{id}", "share", "error");
        var messages = await Host.Get($"/v2/messages?resource_id={id}");
        return messages.Json.GetProperty("messages")[0].GetProperty("id").GetString()!;
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Parameter();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();

    [GeneratedRegex("\"id\":[0-9]+,\"binary\"")]
    private static partial Regex ServiceNumber();

    [GeneratedRegex("req-[0-9a-f-]{36}")]
    private static partial Regex RequestId();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}")]
    private static partial Regex Moment();
}
