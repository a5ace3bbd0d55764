namespace Abaca.Cli;

/// <summary><c>abaca replica …</c>: further copies of shares.</summary>
/// <param name="parts">Builds commands.</param>
sealed class ReplicaCommands(CommandParts parts)
{
    static readonly Column[] columns =
        [new("ID", "id"), new("SHARE", "share_id"), new("STATUS", "status"), new("STATE", "replica_state"), new("ZONE", "availability_zone"), new("CREATED", "created_at")];

    readonly ResourceCommands<ShareReplica> alike =
        new(parts, new("replica", ClientJson.Default.ShareReplica, (run, id, ct) => run.Cloud.Replicas.Show(id, ct)) { Named = "id" });

    /// <summary>The command with its subcommands.</summary>
    public Command Build() => parts.Group("replica", "Further copies of shares",
        Create(), List(), alike.Show("Show a replica"),
        alike.ById("promote", "Make a replica the active one", (run, id, ct) => run.Cloud.Replicas.Promote(id, ct), (waits, id, ct) => waits.ReplicaIsActive(id, ct)),
        alike.ById("resync", "Bring a replica up to date now (admins)", (run, id, ct) => run.Cloud.Replicas.Resync(id, ct), (waits, id, ct) => waits.ReplicaIsInSync(id, ct)),
        Reset(), Delete());

    Command Create()
    {
        var of = Word("share", "share to copy, by name or id");
        var zone = Text("--availability-zone", "ZONE", "Place it in this zone");
        return parts.Leaf("create", "Keep a further copy of a share", [of, zone], Takes.Output | Takes.Wait, async (run, ct) =>
        {
            var replica = await run.Cloud.Replicas.Create((await run.Find.Share(run.Get(of), ct)).Id, run.Get(zone), ct);
            return await alike.Made(run, replica, waits => waits.ReplicaIsInSync(replica.Id, ct), ct);
        });
    }

    Command List()
    {
        var of = Text("--share", "SHARE", "Only those of this share, by name or id");
        return alike.List("List replicas, the active ones among them", [of], _ => columns, async (run, ct) =>
            await run.Cloud.Replicas.List(run.Get(of) is { } named ? (await run.Find.Share(named, ct)).Id : null, ct));
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
        var force = Flag("--force", "Also when its backend refuses (admins)");
        return alike.DeleteById("Delete replicas", [force], (run, id, ct) => run.Cloud.Replicas.Delete(id, run.Get(force), ct), (waits, id, ct) => waits.ReplicaIsGone(id, ct));
    }
}
