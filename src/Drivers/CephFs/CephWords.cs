using Abaca.DriverSdk;
using Abaca.Drivers.Rados;

namespace Abaca.Drivers.CephFs;

/// <summary>The one place where the cluster's error numbers and words become ours.</summary>
static class CephWords
{
    const int LongestText = 600;

    /// <summary>What an answer that is no success means for the call.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="what">What was being done, for the operator.</param>
    public static DriverResult Explain(RadosAnswer answer, string what)
    {
        var said = $"{what}: {Short(answer)}";
        if (answer.End != RadosEnd.Answered) return new DriverResult.Unclear(said);
        return answer.Error switch
        {
            Errno.NotPermitted => Refused(MessageDetail.ForbiddenClient, said),
            Errno.AccessDenied => Refused(MessageDetail.BackendNotReady, said), // the words name the command that gives what is missing
            Errno.NotThere => Refused(MessageDetail.Unknown, $"{said} (removed behind Abaca's back?)"),
            Errno.ReadOnly => Refused(MessageDetail.BackendNotReady, said),
            Errno.NoSpace or Errno.OverQuota => Refused(MessageDetail.NoValidHost, said),
            Errno.NotEmpty => Refused(MessageDetail.Unknown, said),
            Errno.Invalid when Says(answer, "would be lesser than") => Refused(MessageDetail.DriverRefusedShrink, said),
            // The mgr also says "invalid" for trouble of its own, with a traceback: that may pass.
            Errno.Invalid when answer.Status.StartsWith("invalid", StringComparison.OrdinalIgnoreCase) => Refused(MessageDetail.Unknown, said),
            _ => new DriverResult.Unclear(said),
        };
    }

    /// <summary>A release that does not know the command.</summary>
    public static bool IsUnknownCommand(RadosAnswer answer) =>
        answer is { End: RadosEnd.Answered, Error: Errno.Invalid } && (Says(answer, "command not known") || Says(answer, "no valid command"));

    /// <summary>
    /// A mgr that does not know the file system, although the monitors do: it has just started. Its "not there" says nothing of
    /// subvolumes.
    /// </summary>
    public static bool IsNewcomer(RadosAnswer answer) =>
        answer is { End: RadosEnd.Answered, Error: Errno.NotThere } && Says(answer, "not found") && (Says(answer, "FS '") || Says(answer, "volume '") && !Says(answer, "subvolume '"));

    /// <summary>Whether the cluster's words contain these, in any case.</summary>
    public static bool Says(RadosAnswer answer, string words) => answer.Status.Contains(words, StringComparison.OrdinalIgnoreCase);

    static DriverResult Refused(MessageDetail detail, string text) => new DriverResult.Refused(new Refusal(detail, text));

    /// <summary>One line without a traceback.</summary>
    static string Short(RadosAnswer answer)
    {
        var lines = answer.Status.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var text = lines.Length > 1 && lines[0].StartsWith("Traceback", StringComparison.Ordinal) || answer.Status.Contains("Traceback", StringComparison.Ordinal)
            ? lines[^1]
            : string.Join(' ', lines);
        text = Cause.Masked(text);
        if (text.Length > LongestText) text = text[..LongestText];
        return answer.End == RadosEnd.Answered ? $"{text} (error {answer.Error})" : text;
    }
}
