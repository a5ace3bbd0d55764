using Abaca.DriverSdk;

namespace Abaca.Drivers.Gluster;

/// <summary>The one place where Gluster's words and numbers become ours.</summary>
static class GlusterWords
{
    /// <summary>No such volume (EG_NOVOL of cli's answers).</summary>
    const int NoVolume = 30806;

    /// <summary>A brick is no thin logical volume (EG_NOTTHINP).</summary>
    const int NotThin = 30815;

    /// <summary>There is no such volume or snapshot.</summary>
    public static bool NotThere(GlusterReply reply) => reply.Document is not null && !reply.Succeeded
        && (reply.Errno == NoVolume || Says(reply, "does not exist") || Says(reply, "No volumes present"));

    /// <summary>There is one of that name already.</summary>
    public static bool Exists(GlusterReply reply) => !reply.Succeeded && Says(reply, "already exist");

    /// <summary>It is as it was asked to be.</summary>
    public static bool Already(GlusterReply reply) => !reply.Succeeded && (Says(reply, "already started") || Says(reply, "not in the started state") || Says(reply, "already activated"));

    /// <summary>Another command has the volume at the moment.</summary>
    public static bool Busy(GlusterReply reply) => !reply.Succeeded && (Says(reply, "Another transaction") || Says(reply, "try again") || Says(reply, "Locking failed"));

    /// <summary>Nobody has set a limit.</summary>
    public static bool HasNoLimit(GlusterReply reply) => !reply.Succeeded && (Says(reply, "No quota configured") || Says(reply, "no limit") || Says(reply, "limit not set"));

    /// <summary>The server cannot mount the volume, which it does for each question about limits: its bricks are down.</summary>
    public static bool NotMounted(GlusterReply reply) => !reply.Succeeded && Says(reply, "aux mount");

    /// <summary>What a failed answer means for the call that asked.</summary>
    /// <param name="reply">It did not succeed.</param>
    /// <param name="what">What was being done, as in "letting clients in".</param>
    public static StoppedException Stop(GlusterReply reply, string what)
    {
        if (reply.Document is null) return StoppedException.Unclear($"{what}: {Silence(reply.Run)}");
        var said = $"{what}: {reply.Error}";
        if (NotThere(reply)) return StoppedException.Refused(MessageDetail.NotThere, $"GlusterFS has no such volume or snapshot ({said}).");
        if (reply.Errno == NotThin || Says(reply, "thin"))
            return StoppedException.Refused(MessageDetail.Unknown, $"The volume cannot be snapshotted: each of its bricks has to be on a thin logical volume of LVM ({said}).");
        if (Says(reply, "not a valid") || Says(reply, "invalid") || Says(reply, "not supported") || Says(reply, "Cannot set"))
            return StoppedException.Refused(MessageDetail.Unknown, $"GlusterFS does not take it ({said}).");
        if (Says(reply, "snapshots exist") || Says(reply, "Cannot delete Volume"))
            return StoppedException.Refused(MessageDetail.Unknown, $"Snapshots of the volume keep it ({said}).");
        return StoppedException.Unclear($"{said} ({reply.Errno})");
    }

    /// <summary>Why no answer came, and what to do.</summary>
    public static string Silence(CommandResult run) => run.End switch
    {
        CommandEnd.NotFound => "the program gluster is not there: apt-get install glusterfs-server",
        CommandEnd.Exited when (run.Output + run.Error).Contains("Connection failed", StringComparison.OrdinalIgnoreCase) =>
            "glusterd does not answer: systemctl start glusterd on that server",
        CommandEnd.Exited when run.ExitCode == 127 => "the program gluster is not there: apt-get install glusterfs-server",
        CommandEnd.Exited when run.Says("sudo:") => $"sudo does not let the user run gluster without a password: {run.Cause}",
        CommandEnd.Exited when run.ExitCode == 0 => "gluster's answer was not whole",
        _ => run.Summary,
    };

    static bool Says(GlusterReply reply, string words) => reply.Error.Contains(words, StringComparison.OrdinalIgnoreCase);
}
