namespace Abaca.Cli;

/// <summary><c>abaca access …</c>: who may use a share.</summary>
/// <param name="parts">Builds commands.</param>
sealed class AccessCommands(CommandParts parts)
{
    static readonly Column[] columns =
    [
        new("ID", "id"), new("TYPE", "access_type"), new("TO", "access_to"), new("LEVEL", "access_level"), new("STATE", "state"), new("KEY", "access_key"),
    ];

    /// <summary>The command with its subcommands.</summary>
    public Command Build() => parts.Group("access", "Who may use a share", Allow(), Deny(), List(), Show());

    Command Allow()
    {
        var named = Word("share", "name or id of the share");
        var to = Word("to", "address, network or name to let in");
        var type = OneOf("--type", "ip (the usual), user, cert or cephx", "ip", "user", "cert", "cephx");
        var level = OneOf("--level", "rw (the usual) or ro", "rw", "ro");
        return parts.Leaf("allow", "Let somebody use a share", [named, to, type, level], Takes.Output | Takes.Wait, async (run, ct) =>
        {
            var share = await run.Find.Share(run.Get(named), ct);
            var rule = await run.Cloud.Access.Allow(share.Id, run.Get(type) ?? "ip", run.Get(to), run.Get(level) ?? "rw", ct);
            var code = ExitCode.Ok;
            if (run.Waits)
            {
                code = await new Waits(run).RuleIsActive(share, rule, ct);
                rule = (await run.Cloud.Access.List(share.Id, ct)).FirstOrDefault(one => one.Id == rule.Id) ?? rule;
            }
            run.Print.One(Printer.Json(rule, ClientJson.Default.AccessRule));
            return code;
        });
    }

    Command Deny()
    {
        var named = Word("share", "name or id of the share");
        var ruled = Word("rule", "id of the rule, or whom it lets in");
        var unrestrict = Flag("--unrestrict", "Also drop the locks on the rule");
        return parts.Leaf("deny", "Take a rule back", [named, ruled, unrestrict], Takes.Wait, async (run, ct) =>
        {
            var share = await run.Find.Share(run.Get(named), ct);
            var rule = await run.Find.Rule(share.Id, run.Get(ruled), ct);
            await run.Cloud.Access.Deny(share.Id, rule.Id, run.Get(unrestrict), ct);
            return run.Waits ? await new Waits(run).RuleIsGone(share, rule, ct) : ExitCode.Ok;
        });
    }

    Command List()
    {
        var named = Word("share", "name or id of the share");
        return parts.Leaf("list", "List a share's rules", [named], Takes.Output, async (run, ct) =>
        {
            var rules = await run.Cloud.Access.List((await run.Find.Share(run.Get(named), ct)).Id, ct);
            // Only CephX rules have keys: no empty column for the others.
            Column[] shown = rules.Any(rule => rule.AccessKey is not null) ? columns : columns[..^1];
            run.Print.List([.. rules.Select(rule => Printer.Json(rule, ClientJson.Default.AccessRule))], shown);
            return ExitCode.Ok;
        });
    }

    Command Show()
    {
        var id = Word("rule", "id of the rule");
        return parts.Leaf("show", "Show a rule", [id], Takes.Output, async (run, ct) =>
        {
            run.Print.One(Printer.Json(await run.Cloud.Access.Show(run.Get(id), ct), ClientJson.Default.AccessRule));
            return ExitCode.Ok;
        });
    }
}
