using Abaca.DriverSdk;
using Abaca.Drivers.Ssh;

namespace Abaca.Drivers.Lvm;

/// <summary>The one place where the words of LVM, of the file systems' tools and of sudo become ours.</summary>
static class LvmWords
{
    /// <summary>There is no such volume in the group (which is there).</summary>
    public static bool NotThere(CommandResult run) => run.Failed && (run.Says("failed to find logical volume") || run.Says("snapshot origin lv"));

    /// <summary>There is one of that name already.</summary>
    public static bool Exists(CommandResult run) => run.Failed && run.Says("already exists in volume group");

    /// <summary>The group, or the thin pool, has no room.</summary>
    public static bool Full(CommandResult run) => run.Failed && FullWords.Any(run.Says);

    /// <summary>What is in it does not fit into less.</summary>
    public static bool TooSmall(CommandResult run) => run.Failed && run.Says("smaller than minimum");

    /// <summary>What a failed run means for the call that made it.</summary>
    /// <param name="run">A failed run.</param>
    /// <param name="what">What was being done, as in "making the share".</param>
    public static StoppedException Stop(CommandResult run, string what)
    {
        if (FarHost.Trouble(run, what, LvmHost.SetUp) is { } trouble) return trouble;
        if (Full(run)) return StoppedException.Refused(MessageDetail.NoValidHost, $"There is no room ({what}: {run.Cause}).");
        if (TooSmall(run)) return StoppedException.Refused(MessageDetail.DriverRefusedShrink, $"More is in use than that ({run.Cause}).");
        if (!Passing.Any(run.Says) && ForGood.FirstOrDefault(known => run.Says(known.Words)) is { Words: not null } found)
            return StoppedException.Refused(MessageDetail.BackendNotReady, $"{found.Meaning} ({what}: {run.Cause}).");
        return StoppedException.Unclear($"{what}: {run.Summary}");
    }

    static readonly string[] FullWords = ["insufficient free space", "insufficient free extents", "insufficient suitable allocatable extents", "new volumes are not allowed", "thin pool is full", "no space left"];

    /// <summary>Words of trouble that may pass by itself, whatever else is said with them.</summary>
    static readonly string[] Passing = ["busy", "in use", "i/o error", "input/output error", "try again", "timed out", "temporarily"];

    /// <summary>Words of trouble that stays until somebody does something on the file server.</summary>
    static readonly (string Words, string Meaning)[] ForGood =
    [
        ("cannot process volume group", "The volume group is not there: attach its disks, or change lvm_share_volume_group"),
        ("not found in volume group", "The thin pool is not there: make it, or change lvm_share_thin_pool"),
        ("missing physical volume", "A disk of the volume group is missing: look at vgs and pvs"),
        ("holds no ext4 or xfs", "Shares are file systems of type ext4 or xfs"),
        ("read-only", "The file server takes no writes: look at its log"),
        ("unknown filesystem type", "The file server's kernel does not know the file system"),
        ("permission denied", "The user that logs in may not do that; `abaca config lvm-host` prints what it needs"),
    ];
}
