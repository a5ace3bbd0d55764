namespace Abaca.Cli;

/// <summary><c>abaca qos-type …</c>: qualities of service that share types may name.</summary>
/// <param name="parts">Builds commands.</param>
sealed class QosTypeCommands(CommandParts parts)
{
    static readonly Column[] columns = [new("ID", "id"), new("NAME", "name"), new("DESCRIPTION", "description")];

    readonly ResourceCommands<QosType> types = new(parts, new("type", ClientJson.Default.QosType, (run, text, ct) => run.Find.QosType(text, ct)));

    /// <summary>The command with its subcommands.</summary>
    public Command Build() => parts.Group("qos-type", "Qualities of service that share types may name (admins)",
        Create(), types.List("List QoS types", [], _ => columns, (run, ct) => run.Cloud.QosTypes.List(ct)), types.Show("Show a QoS type with its specs"), Set(),
        types.Each("delete", "Delete QoS types that no share type names", [], (run, type, ct) => run.Cloud.QosTypes.Delete(type.Id, ct)), Specs());

    Command Create()
    {
        var name = Word("name", "its name");
        var description = Text("--description", "TEXT", "A text about it");
        var specs = Many("--spec", "KEY=VALUE", "A spec; may be repeated");
        return parts.Leaf("create", "Make a QoS type", [name, description, specs], Takes.Output, async (run, ct) =>
        {
            var made = await run.Cloud.QosTypes.Create(run.Get(name), run.Get(description), Pairs.Read(run.Get(specs)), ct);
            run.Print.One(Printer.Json(made, ClientJson.Default.QosType));
            return ExitCode.Ok;
        });
    }

    Command Set()
    {
        var named = Word("type", "name or id");
        var description = Word("description", "the new text about it");
        return parts.Leaf("set", "Change a QoS type's description", [named, description], Takes.Nothing, async (run, ct) =>
        {
            await run.Cloud.QosTypes.Describe((await run.Find.QosType(run.Get(named), ct)).Id, run.Get(description), ct);
            return ExitCode.Ok;
        });
    }

    Command Specs()
    {
        var named = Word("type", "name or id");
        var set = Many("--set", "KEY=VALUE", "Set this spec; may be repeated");
        var unset = Many("--unset", "KEY", "Remove this spec; may be repeated");
        return parts.Leaf("specs", "Set and remove specs of a QoS type", [named, set, unset], Takes.Nothing, async (run, ct) =>
        {
            var type = await run.Find.QosType(run.Get(named), ct);
            if (Pairs.Read(run.Get(set)) is { Count: > 0 } specs) await run.Cloud.QosTypes.SetSpecs(type.Id, specs, ct);
            foreach (var key in run.Get(unset) ?? []) await run.Cloud.QosTypes.RemoveSpec(type.Id, key, ct);
            return ExitCode.Ok;
        });
    }
}
