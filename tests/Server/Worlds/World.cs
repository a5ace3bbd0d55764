using System.Globalization;
using System.Text.RegularExpressions;
using Abaca.Server.Http;
using Abaca.Server.Microversions;
using Abaca.Server.Quotas;
using Abaca.Tests.Server.Absent;
using Abaca.Tests.Server.AccessRules;
using Abaca.Tests.Server.Groups;
using Abaca.Tests.Server.Messages;
using Abaca.Tests.Server.Operations;
using Abaca.Tests.Server.Quotas;
using Abaca.Tests.Server.Replicas;
using Abaca.Tests.Server.Services;
using Abaca.Tests.Server.ShareTypes;
using Abaca.Tests.Server.Shares;
using Abaca.Tests.Server.Snapshots;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Abaca.Tests.Server.Worlds;

/// <summary>A small world with one of everything, whose ids and times can be told apart and are replaced by names. Each slice makes its part.</summary>
public sealed partial class World : IAsyncLifetime
{
    /// <summary>What the slices add; the things are made in this order.</summary>
    internal static IReadOnlyList<IWorldPart> Parts { get; } =
    [
        new ShareThings(), new AccessRuleThings(), new SnapshotThings(), new ShareInstanceThings(), new ShareTypeThings(), new MessageThings(), new GroupThings(),
        new ReplicaThings(), new OperationThings(), new QuotaThings(), new ServiceThings(), new AbsentThings(),
    ];

    static readonly IReadOnlyList<Thing> Kinds = [.. Parts.SelectMany(p => p.Things)];

    readonly Dictionary<string, string> names = new(StringComparer.Ordinal);
    readonly DateTimeOffset begun = TimeProvider.System.GetUtcNow();
    Things stays = null!;
    int sets;

    /// <summary>Further lines of [DEFAULT], and sections behind it, in the configuration file.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>The service.</summary>
    public ApiHost Host { get; private set; } = null!;

    /// <summary>Ids of what is there, by the words for it.</summary>
    public Dictionary<string, string> Ids { get; private set; } = [];

    /// <summary>What is registered, by name.</summary>
    public IEnumerable<Endpoint> Endpoints => Host.Services.GetRequiredService<ApiRoutes>().All.OrderBy(o => o.Name, StringComparer.Ordinal);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Host = await ApiHost.Start(
        [
            "auth_strategy = embedded", "default_share_type = plain", "default_share_group_type = together", .. Options.TakeWhile(o => !o.StartsWith('[')),
            "[dummy]", "replication_domain = lab", .. Options.SkipWhile(o => !o.StartsWith('[')),
        ]);
        stays = new Things(Host, Kinds, sets++);
        foreach (var kind in Kinds.Where(k => !k.OnDemand)) await stays.Of(kind.Name);
        Ids = stays.Made.Where(thing => Guid.TryParseExact(thing.Value, "D", out _)).ToDictionary();
        foreach (var (name, id) in Ids.Concat(stays.Others)) names[id] = name;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Host.DisposeAsync();

    /// <summary>Lets a project (that of <see cref="ApiHost.Member"/>) have as much as it likes.</summary>
    public async Task Unlimited(string project = "b0000000000000000000000000000002")
    {
        var set = await Host.Put($"/v2/quota-sets/{project}", new { quota_set = QuotaResource.All.ToDictionary(resource => resource.Name, _ => -1) });
        Assert.True(set.Status == 200, set.Text);
    }

    /// <summary>Things to be thrown away, none of which is made yet; no limit stands in their way.</summary>
    internal async Task<Things> Fresh()
    {
        await Unlimited();
        return new Things(Host, Kinds, sets++);
    }

    /// <summary>A body with this world's ids in place of the words that stand for them.</summary>
    public string Filled(string body) => stays.FilledBody(body);

    /// <summary>A path with this world's ids in place of its parameters.</summary>
    public string Fill(string template) => stays.Filled(template);

    /// <summary>Path and action key under which a version reaches an endpoint.</summary>
    public (string Path, string? Action) Spelling(Endpoint endpoint, int minor)
    {
        var (path, action) = SpelledAt(endpoint, minor);
        return ($"/v2{Fill(path)}", action);
    }

    /// <summary>The same with the path's parameters.</summary>
    public (string Path, string? Action) SpelledAt(Endpoint endpoint, int minor)
    {
        var renamed = Host.Services.GetRequiredService<History>().LifeOf(endpoint).Renamed;
        var old = renamed is { } change && minor < change.At.Minor ? change.Before : null;
        return (old?.StartsWith('/') == true ? old : endpoint.Path, endpoint.Action is null ? null : old ?? endpoint.Action);
    }

    /// <summary>
    /// A text without what differs from run to run. What is hidden has the form and the value that it must have: a moment that is none of this run,
    /// or a capacity that is no number, stays as it is and is seen.
    /// </summary>
    public string Stable(string text)
    {
        foreach (var (id, name) in names) text = text.Replace(id, $"<{name}>", StringComparison.Ordinal).Replace(id.Replace('-', '_'), $"<{name}>", StringComparison.Ordinal);
        text = text.Replace(Host.Client.BaseAddress!.Authority, "<host>", StringComparison.Ordinal);
        text = Capacity().Replace(ServiceNumber().Replace(text, "\"id\":<number>,\"binary\""), "\"$1\":<number>");
        text = Moment().Replace(text, match => IsOfThisRun(match) ? $"{match.Groups["name"].Value}<time>" : match.Value);
        return Uuid().Replace(RequestId().Replace(text, "<request>"), "<uuid>");
    }

    // What ends by itself does so in days to come; everything else has happened since the world began.
    bool IsOfThisRun(Match match)
    {
        if (!DateTimeOffset.TryParse(match.Groups["moment"].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)) return false;
        var now = TimeProvider.System.GetUtcNow();
        var isToCome = match.Groups["name"].Value is "\"expires_at\":\"" or "\"deadline\":\"";
        return isToCome
            ? moment > now && moment < now + TimeSpan.FromDays(365)
            : moment >= begun && moment <= now + TimeSpan.FromSeconds(1);
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();

    [GeneratedRegex("\"id\":[1-9][0-9]*,\"binary\"")]
    private static partial Regex ServiceNumber();

    [GeneratedRegex("\"(\\w+_capacity_gb)\":[0-9]+(?:\\.[0-9]+)?(?=[,}])")]
    private static partial Regex Capacity();

    [GeneratedRegex("req-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex RequestId();

    [GeneratedRegex(@"(?<name>""\w+"":"")?(?<moment>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{6}(?![\d+])|(?:\.\d{1,7})?(?=\+00:00)))")]
    private static partial Regex Moment();
}
