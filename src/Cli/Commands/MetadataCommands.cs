using System.Text.Json.Nodes;

namespace Abaca.Cli;

/// <summary><c>metadata set</c>, <c>unset</c> and <c>show</c>, for shares and for snapshots.</summary>
/// <param name="parts">Builds commands.</param>
sealed class MetadataCommands(CommandParts parts)
{
    /// <summary>What the commands need to know of a kind of resource.</summary>
    sealed record Kind(
        string Noun,
        Func<CommandRun, string, CancellationToken, Task<(string Id, IReadOnlyDictionary<string, string>? Metadata)>> Find,
        Func<CommandRun, string, IReadOnlyDictionary<string, string>, CancellationToken, Task> Set,
        Func<CommandRun, string, string, CancellationToken, Task> Unset);

    /// <summary>For shares.</summary>
    public Command OfShares() => For(new Kind("share",
        async (run, text, ct) => await run.Find.Share(text, ct) is var share ? (share.Id, share.Metadata) : default,
        (run, id, items, ct) => run.Cloud.Shares.SetMetadata(id, items, ct),
        (run, id, key, ct) => run.Cloud.Shares.UnsetMetadata(id, key, ct)));

    /// <summary>For snapshots.</summary>
    public Command OfSnapshots() => For(new Kind("snapshot",
        async (run, text, ct) => await run.Find.Snapshot(text, ct) is var snapshot ? (snapshot.Id, snapshot.Metadata) : default,
        (run, id, items, ct) => run.Cloud.Snapshots.SetMetadata(id, items, ct),
        (run, id, key, ct) => run.Cloud.Snapshots.UnsetMetadata(id, key, ct)));

    Command For(Kind kind) => CommandParts.Inner("metadata", $"Keys and values on a {kind.Noun}", Show(kind), Set(kind), Unset(kind));

    Command Show(Kind kind)
    {
        var named = Word(kind.Noun, "name or id");
        return parts.Leaf("show", "Show the metadata", [named], Takes.Output, async (run, ct) =>
        {
            var (_, metadata) = await kind.Find(run, run.Get(named), ct);
            run.Print.One(new JsonObject((metadata ?? new Dictionary<string, string>(StringComparer.Ordinal)).Select(item => new KeyValuePair<string, JsonNode?>(item.Key, item.Value))));
            return ExitCode.Ok;
        });
    }

    Command Set(Kind kind)
    {
        var named = Word(kind.Noun, "name or id");
        var items = Words("key=value", "what to add or replace");
        return parts.Leaf("set", "Add or replace metadata; other keys stay", [named, items], Takes.Nothing, async (run, ct) =>
        {
            var pairs = Pairs.Read(run.Get(items));
            await kind.Set(run, (await kind.Find(run, run.Get(named), ct)).Id, pairs, ct);
            return ExitCode.Ok;
        });
    }

    Command Unset(Kind kind)
    {
        var named = Word(kind.Noun, "name or id");
        var keys = Words("key", "what to take away");
        return parts.Leaf("unset", "Take metadata away", [named, keys], Takes.Nothing, async (run, ct) =>
        {
            var (id, _) = await kind.Find(run, run.Get(named), ct);
            foreach (var key in run.Get(keys)) await kind.Unset(run, id, key, ct);
            return ExitCode.Ok;
        });
    }
}
