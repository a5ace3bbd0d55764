using Abaca.DriverSdk;
using Abaca.Drivers.Ssh;

namespace Abaca.Drivers.Zfs;

/// <summary>The one place where ZFS's and sudo's words become ours.</summary>
static class ZfsWords
{
    /// <summary>There is no such dataset, snapshot or pool.</summary>
    public static bool NotThere(CommandResult result) =>
        result.Failed && (result.Says("does not exist") || result.Says("could not find any snapshots") || result.Says("no such pool"));

    /// <summary>There is one already.</summary>
    public static bool Exists(CommandResult result) => result.Failed && (result.Says("already exists") || result.Says("destination '") && result.Says("exists"));

    /// <summary>Somebody is in it, or ZFS is not done with it yet.</summary>
    public static bool Busy(CommandResult result) =>
        result.Failed && (result.Says("busy") || result.Says("cannot unmount") || result.Says("umount failed"));

    /// <summary>Snapshots, clones or other datasets hang on it.</summary>
    public static bool HasDependents(CommandResult result) =>
        result.Failed && (result.Says("has children") || result.Says("has dependent clones") || result.Says("has dependents"));

    /// <summary>There is no room: in the pool, or within a limit.</summary>
    public static bool Full(CommandResult result) => result.Failed && (result.Says("out of space") || result.Says("no space left"));

    /// <summary>A limit is less than what is in use.</summary>
    public static bool TooSmall(CommandResult result) => result.Failed && result.Says("size is less than current used");

    /// <summary>It is mounted, shared or promoted already.</summary>
    public static bool Already(CommandResult result) => result.Failed && (result.Says("already mounted") || result.Says("not a cloned"));

    /// <summary>What a failed run means for the call that made it.</summary>
    /// <param name="result">A failed run.</param>
    /// <param name="what">What was being done, as in "making the share".</param>
    public static StoppedException Stop(CommandResult result, string what)
    {
        if (FarHost.Trouble(result, what, ZfsHost.SetUp) is { } trouble) return trouble;
        if (Full(result))
            return StoppedException.Refused(MessageDetail.NoValidHost, $"The pool is full ({what}: {result.Cause}).");
        if (TooSmall(result))
            return StoppedException.Refused(MessageDetail.DriverRefusedShrink, $"More is in use than that ({result.Cause}).");
        if (result.Says("invalid") || result.Says("bad property") || result.Says("name is too long") || result.Says("must be"))
            return StoppedException.Refused(MessageDetail.NoValidHost, $"ZFS does not take it ({what}: {result.Cause}).");
        if (!Passing.Any(result.Says) && ForGood.FirstOrDefault(known => result.Says(known.Words)) is { Words: not null } found)
            return StoppedException.Refused(MessageDetail.BackendNotReady, $"{found.Meaning} ({what}: {result.Cause}).");
        return StoppedException.Unclear($"{what}: {result.Summary}");
    }

    /// <summary>Words of trouble that may pass by itself, whatever else is said with them.</summary>
    static readonly string[] Passing = ["busy", "suspended", "i/o error", "try again", "timed out", "temporarily"];

    /// <summary>Words of trouble that stays until somebody does something on the file server: trying again changes nothing.</summary>
    static readonly (string Words, string Meaning)[] ForGood =
    [
        ("read-only", "The pool is read-only: look at zpool status and at the property readonly"),
        ("read only", "The pool is read-only: look at zpool status and at the property readonly"),
        ("legacy mountpoint", "The mount point is legacy, so that ZFS does not mount it: zfs set mountpoint=/PATH on the dataset of zfs_zpool_list"),
        ("no mountpoint set", "There is no mount point: zfs set mountpoint=/PATH on the dataset of zfs_zpool_list"),
        ("failed to create mountpoint", "The directory to mount it on cannot be made: look at zfs get readonly,mounted of the dataset of zfs_zpool_list"),
        ("no such pool", "The pool is not there: import it, or change zfs_zpool_list"),
        ("parent does not exist", "The dataset of zfs_zpool_list is not there"),
        ("permission denied", "The user that logs in may not do that, nor through sudo; `abaca config zfs-host` prints what it needs"),
        ("must be upgraded", "The pool is of an older version than that needs: zpool upgrade"),
        ("not enabled", "The pool has not the feature that this needs: zpool upgrade"),
        ("not supported", "This ZFS cannot do that"),
        ("unsupported", "This ZFS cannot do that"),
        ("unrecognized", "This ZFS cannot do that"),
    ];
}
