namespace Abaca.Cli;

/// <summary><c>abaca transfer …</c>: shares that go from one project to another.</summary>
/// <param name="parts">Builds commands.</param>
sealed class TransferCommands(CommandParts parts)
{
    static readonly Column[] columns = [new("ID", "id"), new("NAME", "name"), new("SHARE", "resource_id"), new("EXPIRES", "expires_at")];

    readonly ResourceCommands<ShareTransfer> alike =
        new(parts, new("transfer", ClientJson.Default.ShareTransfer, (run, id, ct) => run.Cloud.Transfers.Show(id, ct)) { Named = "id" });

    /// <summary>The command with its subcommands.</summary>
    public Command Build() => parts.Group("transfer", "Give shares to other projects, and take theirs",
        Create(), Accept(), List(), alike.Show("Show an offer"), alike.DeleteById("Take offers back", [], (run, id, ct) => run.Cloud.Transfers.Delete(id, ct)));

    Command Create()
    {
        var named = Word("share", "name or id of the share");
        var name = Text("--name", "NAME", "Name of the offer");
        return parts.Leaf("create", "Offer a share with its snapshots to whoever has the key that is printed", [named, name], Takes.Output, async (run, ct) =>
        {
            var share = await run.Find.Share(run.Get(named), ct);
            run.Print.One(Printer.Json(await run.Cloud.Transfers.Create(share.Id, run.Get(name), ct), ClientJson.Default.ShareTransfer));
            return ExitCode.Ok;
        });
    }

    // The key is no argument, which others could read.
    Command Accept()
    {
        const string keyFile = "--key-file";
        var id = Word("transfer", "id");
        var key = Text(keyFile, "FILE", "Read the key from this file ('-': standard input); without it you are asked");
        var clear = Flag("--clear-access-rules", "Nobody whom the other project has let in stays");
        return parts.Leaf("accept", "Take a share that another project offers", [id, key, clear], Takes.Nothing, async (run, ct) =>
        {
            var told = await PasswordInput.Told(run, run.Get(key), "the key of the transfer", keyFile, ct);
            await run.Cloud.Transfers.Accept(run.Get(id), told.Reveal(), run.Get(clear), ct);
            return ExitCode.Ok;
        });
    }

    Command List()
    {
        var all = Flag("--all-projects", "Of every project (admins)");
        return alike.List("List offers, newest first", [all], _ => columns, (run, ct) => run.Cloud.Transfers.List(run.Get(all), ct));
    }
}
