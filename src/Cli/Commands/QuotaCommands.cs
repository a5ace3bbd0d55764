namespace Abaca.Cli;

/// <summary><c>abaca quota …</c>: how much projects may use.</summary>
/// <param name="parts">Builds commands.</param>
sealed class QuotaCommands(CommandParts parts)
{
    /// <summary>What can be limited, as the API names it.</summary>
    static readonly string[] resources =
    [
        "shares", "gigabytes", "snapshots", "snapshot_gigabytes", "per_share_gigabytes", "share_networks", "share_groups",
        "share_group_snapshots", "share_replicas", "replica_gigabytes", "backups", "backup_gigabytes", "encryption_keys",
    ];

    /// <summary>The command with its subcommands.</summary>
    public Command Build() => parts.Group("quota", "How much a project may use", Show(), Set(), Delete());

    Command Show()
    {
        var project = OptionalWord("project", "name or id; the project in use without it");
        var (user, type) = Narrowing();
        var defaults = Flag("--defaults", "What a project has when nothing was set for it");
        return parts.Leaf("show", "Show quotas, and what of them is used", [project, user, type, defaults], Takes.Output, async (run, ct) =>
        {
            var scope = await Scope(run, run.Parse.GetValue(project), user, type, ct);
            Print(run, run.Get(defaults) ? await run.Cloud.Quotas.Defaults(scope.ProjectId, ct) : await run.Cloud.Quotas.Show(scope, ct));
            return ExitCode.Ok;
        });
    }

    Command Set()
    {
        var project = Word("project", "name or id");
        var (user, type) = Narrowing();
        var force = Flag("--force", "Also below what is in use");
        var limits = resources.ToDictionary(resource => resource, Limit, StringComparer.Ordinal);
        return parts.Leaf("set", "Set quotas; those not given stay (admins)", [project, .. limits.Values, user, type, force], Takes.Output, async (run, ct) =>
        {
            var given = limits.Where(limit => run.Get(limit.Value) is not null).ToDictionary(limit => limit.Key, limit => run.Get(limit.Value)!.Value, StringComparer.Ordinal);
            if (given.Count == 0) throw new UsageException("no quota to set was given");
            Print(run, await run.Cloud.Quotas.Set(await Scope(run, run.Parse.GetValue(project), user, type, ct), given, run.Get(force), ct));
            return ExitCode.Ok;
        });
    }

    Command Delete()
    {
        var project = Word("project", "name or id");
        var (user, type) = Narrowing();
        return parts.Leaf("delete", "Back to the defaults (admins)", [project, user, type], Takes.Nothing, async (run, ct) =>
        {
            await run.Cloud.Quotas.Delete(await Scope(run, run.Parse.GetValue(project), user, type, ct), ct);
            return ExitCode.Ok;
        });
    }

    static Option<int?> Limit(string resource) =>
        Number("--" + resource.Replace('_', '-'), "N", $"Limit of {resource.Replace('_', ' ')}; -1 is none");

    static (Option<string?> User, Option<string?> Type) Narrowing() =>
        (Text("--user", "ID", "Of this user within the project"), Text("--share-type", "TYPE", "Of this share type within the project"));

    static async Task<QuotaScope> Scope(CommandRun run, string? project, Option<string?> user, Option<string?> type, CancellationToken ct)
    {
        if (run.Has(user) && run.Has(type)) throw new UsageException("--user and --share-type exclude each other");
        var own = (await run.Cloud.Api.SignedIn(ct)).ProjectId;
        var id = project is { } text ? await run.Cloud.Api.ProjectId(text, ct) : own;
        return id is null ? throw new UsageException("the token is for no project: name one") : new QuotaScope(id, run.Get(user), run.Get(type));
    }

    static void Print(CommandRun run, IReadOnlyList<Quota> quotas)
    {
        var used = quotas.Any(quota => quota.InUse is not null);
        Column[] columns = [new("RESOURCE", "resource"), new("LIMIT", "limit"), new("IN USE", "in_use"), new("RESERVED", "reserved")];
        run.Print.List([.. quotas.Select(quota => Printer.Json(quota, ClientJson.Default.Quota))], used ? columns : columns[..2]);
    }
}
