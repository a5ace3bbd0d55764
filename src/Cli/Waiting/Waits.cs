namespace Abaca.Cli;

/// <summary>Waits for shares, snapshots and rules, and says in words how it ended.</summary>
/// <param name="run">The command's run.</param>
sealed class Waits(CommandRun run)
{
    /// <summary>Until a share is available, and as large as asked when a size is given.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> ShareIsAvailable(Share share, int? size, CancellationToken ct) =>
        Until("share", share.Name, share.Id, async stop =>
        {
            var now = await run.Cloud.Shares.Show(share.Id, stop);
            // A size that cannot be had leaves the share available as it was: that is no success.
            if (now.Status == "available" && size is { } wanted && now.Size != wanted) return new Glance(Standing.Bad, $"available, still {now.Size} GiB");
            return new Glance(Judged(now.Status, "available"), now.Status, now.Progress);
        }, ct);

    /// <summary>Until a snapshot is available.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> SnapshotIsAvailable(Snapshot snapshot, CancellationToken ct) =>
        Available("snapshot", snapshot.Name, snapshot.Id, async stop => (await run.Cloud.Snapshots.Show(snapshot.Id, stop)).Status, ct);

    /// <summary>Until a share is gone.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> ShareIsGone(Share share, CancellationToken ct) =>
        Until("share", share.Name, share.Id, Gone(async stop => (await run.Cloud.Shares.Show(share.Id, stop)).Status), ct);

    /// <summary>Until a snapshot is gone.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> SnapshotIsGone(Snapshot snapshot, CancellationToken ct) =>
        Until("snapshot", snapshot.Name, snapshot.Id, Gone(async stop => (await run.Cloud.Snapshots.Show(snapshot.Id, stop)).Status), ct);

    /// <summary>Until a share group is available.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> GroupIsAvailable(ShareGroup group, CancellationToken ct) =>
        Available("share-group", group.Name, group.Id, async stop => (await run.Cloud.Groups.Show(group.Id, stop)).Status, ct);

    /// <summary>Until a share group is gone.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> GroupIsGone(ShareGroup group, CancellationToken ct) =>
        Until("share-group", group.Name, group.Id, Gone(async stop => (await run.Cloud.Groups.Show(group.Id, stop)).Status), ct);

    /// <summary>Until a group snapshot is available.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> GroupSnapshotIsAvailable(ShareGroupSnapshot snapshot, CancellationToken ct) =>
        Available("share-group snapshot", snapshot.Name, snapshot.Id, async stop => (await run.Cloud.Groups.ShowSnapshot(snapshot.Id, stop)).Status, ct);

    /// <summary>Until a group snapshot is gone.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> GroupSnapshotIsGone(ShareGroupSnapshot snapshot, CancellationToken ct) =>
        Until("share-group snapshot", snapshot.Name, snapshot.Id, Gone(async stop => (await run.Cloud.Groups.ShowSnapshot(snapshot.Id, stop)).Status), ct);

    /// <summary>Until a replica is there and as new as it can be.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> ReplicaIsInSync(string id, CancellationToken ct) =>
        Replica(id, state => state == "active" ? Standing.Good : Judged(state, "in_sync"), "", ct);

    /// <summary>Until a replica is the active one; one that is available again without being so has been refused.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> ReplicaIsActive(string id, CancellationToken ct) =>
        Replica(id, state => state == "active" ? Standing.Good : Standing.Bad, "still ", ct);

    /// <summary>Until a replica is gone.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> ReplicaIsGone(string id, CancellationToken ct) =>
        Until("replica", null, id, Gone(async stop => (await run.Cloud.Replicas.Show(id, stop)).Status), ct);

    /// <summary>Until a rule works.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> RuleIsActive(Share share, AccessRule rule, CancellationToken ct) =>
        Until("access", rule.AccessTo, share.Id, async stop =>
            await RuleState(share, rule, stop) is { } state ? new Glance(Judged(state, "active"), state) : new Glance(Standing.Bad, "gone"), ct);

    /// <summary>Until a rule no longer works.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> RuleIsGone(Share share, AccessRule rule, CancellationToken ct) =>
        Until("access", rule.AccessTo, share.Id, async stop =>
            await RuleState(share, rule, stop) is { } state ? new Glance(Judged(state, null), state) : new Glance(Standing.Good, "gone"), ct);

    /// <summary>Until an operation of the service has ended well.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> OperationIsDone(string id, CancellationToken ct) =>
        Until("operation", null, id, async stop =>
        {
            var now = await run.Cloud.Operations.Show(id, stop);
            var standing = now.State switch { "done" => Standing.Good, "refused" or "stuck" or "abandoned" => Standing.Bad, _ => Standing.Going };
            return new Glance(standing, standing is Standing.Bad && now.Reason is { Length: > 0 } why ? $"{now.State}: {why}" : now.State ?? "unknown");
        }, ct);

    Task<int> Available(string kind, string? name, string id, Func<CancellationToken, Task<string>> status, CancellationToken ct) =>
        Until(kind, name, id, async stop =>
        {
            var now = await status(stop);
            return new Glance(Judged(now, "available"), now);
        }, ct);

    /// <summary>Looks at a replica's state once its status says that it is there.</summary>
    Task<int> Replica(string id, Func<string, Standing> judged, string bad, CancellationToken ct) =>
        Until("replica", null, id, async stop =>
        {
            var now = await run.Cloud.Replicas.Show(id, stop);
            if (now.Status != "available") return new Glance(Judged(now.Status, "available"), now.Status);
            var (state, standing) = (now.ReplicaState ?? "", judged(now.ReplicaState ?? ""));
            return new Glance(standing, standing is Standing.Bad ? bad + state : state);
        }, ct);

    async Task<string?> RuleState(Share share, AccessRule rule, CancellationToken ct) =>
        (await run.Cloud.Access.List(share.Id, ct)).FirstOrDefault(one => one.Id == rule.Id)?.State;

    static Func<CancellationToken, Task<Glance>> Gone(Func<CancellationToken, Task<string>> status) => async ct =>
    {
        try
        {
            var now = await status(ct);
            return new Glance(Judged(now, null), now);
        }
        catch (ClientException e) when (e.Trouble is Trouble.NotFound)
        {
            return new Glance(Standing.Good, "deleted");
        }
    };

    /// <summary>The API's words for a bad end all hold "error".</summary>
    static Standing Judged(string status, string? wanted) =>
        status == wanted ? Standing.Good : status.Contains("error", StringComparison.Ordinal) ? Standing.Bad : Standing.Going;

    async Task<int> Until(string kind, string? name, string id, Func<CancellationToken, Task<Glance>> look, CancellationToken ct)
    {
        var what = $"{kind} {DisplayText.Safe(string.IsNullOrEmpty(name) ? id : name)}";
        var end = await run.Waiter.Until(what, look, ct);
        var again = kind == "access" ? $"abaca access list {id}" : $"abaca {kind} show {id}";
        if (end.Code == ExitCode.TimedOut)
        {
            await run.Error.WriteLineAsync($"abaca: the time is up, and {what} is {end.Status}");
            await run.Error.WriteLineAsync($"  try: the work goes on; look again with '{again}', or wait longer with --timeout");
        }
        if (end.Code == ExitCode.EndedInError)
        {
            await run.Error.WriteLineAsync($"abaca: {what} is {end.Status}");
            var message = await Message(id, ct);
            if (message is not null) await run.Error.WriteLineAsync($"  the service says: {DisplayText.Safe(message.Text)}");
            await run.Error.WriteLineAsync($"  try: {(message is null ? $"'{again}'" : $"'abaca message list --resource {id}'")}, or ask the cloud's operator");
        }
        return end.Code;
    }

    /// <summary>The newest message about a resource. That it cannot be read must not hide the failure it would explain.</summary>
    async Task<UserMessage?> Message(string id, CancellationToken ct)
    {
        try
        {
            return (await run.Cloud.Messages.List(id, 1, ct)).FirstOrDefault();
        }
        catch (ClientException)
        {
            return null;
        }
    }
}
