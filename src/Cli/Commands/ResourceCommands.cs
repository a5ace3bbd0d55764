using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Abaca.Cli;

/// <summary>What the commands that every kind of resource has need to know of one kind.</summary>
/// <param name="Noun">What its argument is called, such as "share".</param>
/// <param name="Json">How it is written.</param>
/// <param name="Find">Finds one by name or id.</param>
sealed record ResourceKind<T>(string Noun, JsonTypeInfo<T> Json, Func<CommandRun, string, CancellationToken, Task<T>> Find) where T : Resource
{
    /// <summary>What its argument takes.</summary>
    public string Named { get; init; } = "name or id";
}

/// <summary>The commands that are alike for all resources: list, show, and what is done to each of several.</summary>
/// <param name="parts">Builds commands.</param>
/// <param name="kind">The kind of resource.</param>
sealed class ResourceCommands<T>(CommandParts parts, ResourceKind<T> kind) where T : Resource
{
    /// <summary>Lists resources.</summary>
    /// <param name="description">What it lists, for the help.</param>
    /// <param name="filters">Options that leave some out.</param>
    /// <param name="columns">What a table shows unless asked otherwise.</param>
    /// <param name="list">Asks for them.</param>
    public Command List(
        string description, IReadOnlyList<Symbol> filters, Func<CommandRun, IReadOnlyList<Column>> columns,
        Func<CommandRun, CancellationToken, Task<IReadOnlyList<T>>> list) =>
        parts.Leaf("list", description, filters, Takes.Output, async (run, ct) =>
        {
            run.Print.List([.. (await list(run, ct)).Select(one => Printer.Json(one, kind.Json))], columns(run));
            return ExitCode.Ok;
        });

    /// <summary>Makes one that has a name and may have a description.</summary>
    /// <param name="description">What it makes, for the help.</param>
    /// <param name="create">Asks for one with these fields.</param>
    public Command Create(string description, Func<CommandRun, JsonObject, CancellationToken, Task<T>> create)
    {
        var name = Word("name", $"name of the {kind.Noun}");
        var about = Text("--description", "TEXT", "A text about it");
        return parts.Leaf("create", description, [name, about], Takes.Output, async (run, ct) =>
        {
            var fields = new JsonObject { ["name"] = run.Get(name) };
            if (run.Get(about) is { } text) fields["description"] = text;
            return await Made(run, await create(run, fields, ct), null, ct);
        });
    }

    /// <summary>Prints what was made; with --wait first waits, then prints it as it has become.</summary>
    /// <param name="run">The command's run.</param>
    /// <param name="made">What was made.</param>
    /// <param name="available">Waits until it can be used; null: it can at once.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> Made(CommandRun run, T made, Func<Waits, Task<int>>? available, CancellationToken ct)
    {
        var code = run.Waits && available is not null ? await available(new Waits(run)) : ExitCode.Ok;
        run.Print.One(Printer.Json(run.Waits ? await kind.Find(run, made.Id, ct) : made, kind.Json));
        return code;
    }

    /// <summary>Shows one.</summary>
    /// <param name="description">What it shows, for the help.</param>
    /// <param name="below">Prints what people also want to see; null: nothing.</param>
    public Command Show(string description, Func<CommandRun, T, CancellationToken, Task>? below = null)
    {
        var named = Word(kind.Noun, kind.Named);
        return parts.Leaf("show", description, [named], Takes.Output, async (run, ct) =>
        {
            var one = await kind.Find(run, run.Get(named), ct);
            run.Print.One(Printer.Json(one, kind.Json));
            if (below is not null && run.Print.ForPeople) await below(run, one, ct);
            return ExitCode.Ok;
        });
    }

    /// <summary>Makes several go away, each by itself: one that cannot does not keep the others.</summary>
    /// <param name="verb">Name of the command.</param>
    /// <param name="description">What it does, for the help.</param>
    /// <param name="options">Its own options.</param>
    /// <param name="act">Asks for one.</param>
    /// <param name="gone">Waits until one is gone; null: it is when that was answered.</param>
    public Command Each(
        string verb, string description, IReadOnlyList<Symbol> options, Func<CommandRun, T, CancellationToken, Task> act,
        Func<Waits, T, CancellationToken, Task<int>>? gone = null) =>
        Each(verb, description, options, (run, text, ct) => kind.Find(run, text, ct), act, gone);

    /// <summary>Deletes several, also by force.</summary>
    /// <param name="description">What it deletes, for the help.</param>
    /// <param name="delete">Asks for one; true: whatever its status.</param>
    /// <param name="gone">Waits until one is gone.</param>
    public Command Delete(string description, Func<CommandRun, string, bool, CancellationToken, Task> delete, Func<Waits, T, CancellationToken, Task<int>> gone)
    {
        var force = Flag("--force", "Whatever its status (admins)");
        return Each("delete", description, [force], (run, one, ct) => delete(run, one.Id, run.Get(force), ct), gone);
    }

    /// <summary>Deletes several of what has no name: the ids are taken as they are.</summary>
    /// <param name="description">What it does, for the help.</param>
    /// <param name="options">Its own options.</param>
    /// <param name="delete">Asks for one (id).</param>
    /// <param name="gone">Waits until one is gone; null: it is when that was answered.</param>
    public Command DeleteById(
        string description, IReadOnlyList<Symbol> options, Func<CommandRun, string, CancellationToken, Task> delete,
        Func<Waits, string, CancellationToken, Task<int>>? gone = null) =>
        Each("delete", description, options, (_, id, _) => Task.FromResult(id), delete, gone);

    /// <summary>Does something with one, named by its id.</summary>
    /// <param name="verb">Name of the command.</param>
    /// <param name="description">What it does, for the help.</param>
    /// <param name="act">Asks for it.</param>
    /// <param name="ended">Waits until it is done; null: it is when that was answered.</param>
    public Command ById(
        string verb, string description, Func<CommandRun, string, CancellationToken, Task> act, Func<Waits, string, CancellationToken, Task<int>>? ended = null)
    {
        var id = Word(kind.Noun, "id");
        return parts.Leaf(verb, description, [id], ended is null ? Takes.Nothing : Takes.Wait, async (run, ct) =>
        {
            await act(run, run.Get(id), ct);
            return run.Waits && ended is not null ? await ended(new Waits(run), run.Get(id), ct) : ExitCode.Ok;
        });
    }

    Command Each<TFound>(
        string verb, string description, IReadOnlyList<Symbol> options, Func<CommandRun, string, CancellationToken, Task<TFound>> find,
        Func<CommandRun, TFound, CancellationToken, Task> act, Func<Waits, TFound, CancellationToken, Task<int>>? gone)
    {
        var named = Words(kind.Noun, kind.Named.Replace("name", "names", StringComparison.Ordinal).Replace("id", "ids", StringComparison.Ordinal));
        return parts.Leaf(verb, description, [named, .. options], gone is null ? Takes.Nothing : Takes.Wait, (run, ct) =>
            Deletion.Each(run, run.Get(named), async text =>
            {
                var one = await find(run, text, ct);
                await act(run, one, ct);
                return run.Waits && gone is not null ? await gone(new Waits(run), one, ct) : ExitCode.Ok;
            }));
    }

    /// <summary>Changes name and description.</summary>
    /// <param name="description">What it does, for the help.</param>
    /// <param name="update">Asks for the changes of one (id).</param>
    /// <param name="isPublic">Option that says who sees or may use it, where there is such a thing.</param>
    public Command Set(string description, Func<CommandRun, string, Changes, CancellationToken, Task> update, Option<bool?>? isPublic = null)
    {
        var named = Word(kind.Noun, kind.Named);
        var (name, about) = (Text("--name", "NAME", "New name"), Text("--description", "TEXT", "New description"));
        IReadOnlyList<Symbol> symbols = isPublic is null ? [named, name, about] : [named, name, about, isPublic];
        return parts.Leaf("set", description, symbols, Takes.Nothing, async (run, ct) =>
        {
            var changes = new Changes(run.Get(name), run.Get(about), isPublic is null ? null : run.Get(isPublic));
            if (changes is (null, null, null)) throw new UsageException("nothing to change was given");
            await update(run, (await kind.Find(run, run.Get(named), ct)).Id, changes, ct);
            return ExitCode.Ok;
        });
    }

    /// <summary>Writes a status.</summary>
    public Command ResetStatus(Func<CommandRun, string, string, CancellationToken, Task> reset)
    {
        var named = Word(kind.Noun, kind.Named);
        var status = Text("--status", "STATUS", "The status to write; available without it");
        return parts.Leaf("reset-status", $"Write a {kind.Noun}'s status without doing anything else (admins)", [named, status], Takes.Nothing, async (run, ct) =>
        {
            await reset(run, (await kind.Find(run, run.Get(named), ct)).Id, run.Get(status) ?? "available", ct);
            return ExitCode.Ok;
        });
    }
}
