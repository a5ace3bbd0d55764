namespace Abaca.Cli;

/// <summary><c>abaca replica …</c>: further copies of shares.</summary>
/// <param name="parts">Builds commands.</param>
sealed class ReplicaCommands(CommandParts parts)
{
    static readonly Column[] columns =
        [new("ID", "id"), new("SHARE", "share_id"), new("STATUS", "status"), new("STATE", "replica_state"), new("ZONE", "availability_zone"), new("CREATED", "created_at")];

    /// <summary>The command with its subcommands.</summary>
    public Command Build() => parts.Group("replica", "Further copies of shares", Create(), List(), Show(), Promote(), Resync(), Reset(), Delete());

    Command Create()
    {
        var of = Word("share", "share to copy, by name or id");
        var zone = Text("--availability-zone", "ZONE", "Place it in this zone");
        return parts.Leaf("create", "Keep a further copy of a share", [of, zone], Takes.Output | Takes.Wait, async (run, ct) =>
        {
            var replica = await run.Cloud.Replicas.Create((await run.Find.Share(run.Get(of), ct)).Id, run.Get(zone), ct);
            var code = run.Waits ? await new Waits(run).ReplicaIsInSync(replica.Id, ct) : ExitCode.Ok;
            run.Print.One(Printer.Json(run.Waits ? await run.Cloud.Replicas.Show(replica.Id, ct) : replica, ClientJson.Default.ShareReplica));
            return code;
        });
    }

    Command List()
    {
        var of = Text("--share", "SHARE", "Only those of this share, by name or id");
        return parts.Leaf("list", "List replicas, the active ones among them", [of], Takes.Output, async (run, ct) =>
        {
            var share = run.Get(of) is { } named ? (await run.Find.Share(named, ct)).Id : null;
            var replicas = await run.Cloud.Replicas.List(share, ct);
            run.Print.List([.. replicas.Select(replica => Printer.Json(replica, ClientJson.Default.ShareReplica))], columns);
            return ExitCode.Ok;
        });
    }

    Command Show()
    {
        var id = Word("replica", "id");
        return parts.Leaf("show", "Show a replica", [id], Takes.Output, async (run, ct) =>
        {
            run.Print.One(Printer.Json(await run.Cloud.Replicas.Show(run.Get(id), ct), ClientJson.Default.ShareReplica));
            return ExitCode.Ok;
        });
    }

    Command Promote()
    {
        var id = Word("replica", "id");
        return parts.Leaf("promote", "Make a replica the active one", [id], Takes.Wait, async (run, ct) =>
        {
            await run.Cloud.Replicas.Promote(run.Get(id), ct);
            return run.Waits ? await new Waits(run).ReplicaIsActive(run.Get(id), ct) : ExitCode.Ok;
        });
    }

    Command Resync()
    {
        var id = Word("replica", "id");
        return parts.Leaf("resync", "Bring a replica up to date now (admins)", [id], Takes.Wait, async (run, ct) =>
        {
            await run.Cloud.Replicas.Resync(run.Get(id), ct);
            return run.Waits ? await new Waits(run).ReplicaIsInSync(run.Get(id), ct) : ExitCode.Ok;
        });
    }

    Command Reset()
    {
        var id = Word("replica", "id");
        var status = Text("--status", "STATUS", "New status, such as available");
        var state = OneOf("--state", "active, in_sync, out_of_sync or error", "active", "in_sync", "out_of_sync", "error");
        return parts.Leaf("reset", "Set status or state of a replica, whatever is so (admins)", [id, status, state], Takes.Nothing, async (run, ct) =>
        {
            var (newStatus, newState) = (run.Get(status), run.Get(state));
            if (newStatus is null && newState is null) throw new UsageException("nothing to set was given");
            await run.Cloud.Replicas.Reset(run.Get(id), newStatus, newState, ct);
            return ExitCode.Ok;
        });
    }

    Command Delete()
    {
        var ids = Words("replica", "ids");
        var force = Flag("--force", "Also when its backend refuses (admins)");
        return parts.Leaf("delete", "Delete replicas", [ids, force], Takes.Wait, (run, ct) => Deletion.Each(run, run.Get(ids), async id =>
        {
            await run.Cloud.Replicas.Delete(id, run.Get(force), ct);
            return run.Waits ? await new Waits(run).ReplicaIsGone(id, ct) : ExitCode.Ok;
        }));
    }
}
