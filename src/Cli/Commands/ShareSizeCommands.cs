namespace Abaca.Cli;

/// <summary>The commands that change what is in a share's place: <c>extend</c>, <c>shrink</c>, <c>revert</c>.</summary>
/// <param name="parts">Builds commands.</param>
sealed class ShareSizeCommands(CommandParts parts)
{
    /// <summary>The commands.</summary>
    public IReadOnlyList<Command> All() => [Extend(), Shrink(), Revert()];

    Command Extend()
    {
        var named = Word("share", "name or id");
        var size = Size("new size in GiB");
        var force = Flag("--force", "Without asking the scheduler (admins)");
        return parts.Leaf("extend", "Make a share larger", [named, size, force], Takes.Wait, async (run, ct) =>
        {
            var share = await run.Find.Share(run.Get(named), ct);
            await run.Cloud.Shares.Extend(share.Id, run.Get(size), run.Get(force), ct);
            return run.Waits ? await new Waits(run).ShareIsAvailable(share, run.Get(size), ct) : ExitCode.Ok;
        });
    }

    Command Shrink()
    {
        var named = Word("share", "name or id");
        var size = Size("new size in GiB; not below what the share holds");
        return parts.Leaf("shrink", "Make a share smaller", [named, size], Takes.Wait, async (run, ct) =>
        {
            var share = await run.Find.Share(run.Get(named), ct);
            await run.Cloud.Shares.Shrink(share.Id, run.Get(size), ct);
            return run.Waits ? await new Waits(run).ShareIsAvailable(share, run.Get(size), ct) : ExitCode.Ok;
        });
    }

    Command Revert()
    {
        var named = Word("share", "name or id");
        var text = Word("snapshot", "its latest snapshot, by name or id");
        return parts.Leaf("revert", "Take a share back to its latest snapshot; what was written since is lost", [named, text], Takes.Wait, async (run, ct) =>
        {
            var share = await run.Find.Share(run.Get(named), ct);
            var snapshot = await run.Find.Snapshot(run.Get(text), ct);
            await run.Cloud.Shares.Revert(share.Id, snapshot.Id, ct);
            return run.Waits ? await new Waits(run).ShareIsAvailable(share, null, ct) : ExitCode.Ok;
        });
    }
}
