using System.Text.RegularExpressions;

namespace Abaca.DriverSdk;

/// <summary>
/// The cause in what a helper program said. Programs say first what went wrong and then that it did, or how they are used: the last line alone tells
/// nobody anything. The one place where a program's words become part of a message: without noise, without secrets, of bounded length. Pure text.
/// </summary>
public static partial class Cause
{
    /// <summary>More than this is read by nobody, in characters.</summary>
    public const int Longest = 600;

    const string Nothing = "it said nothing";

    /// <summary>What went wrong, in one line.</summary>
    /// <param name="said">Standard error, or a log; lines in the order in which they were said.</param>
    public static string In(string said)
    {
        var lines = said.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Plain).Where(line => line.Length > 0).Distinct().ToList();
        var telling = lines.Where(line => !Noise().IsMatch(line)).ToList();
        var kept = telling.Count > 0 ? telling : lines;
        var text = string.Join("; ", kept);
        if (text.Length > Longest) text = string.Join("; ", MostTelling(kept));
        text = Masked(text); // before it is cut, since a part of a key is no longer known as one
        return text.Length == 0 ? Nothing : text.Length > Longest ? text[..Longest] + "…" : text;
    }

    /// <summary>The same text without what looks like a password or a key.</summary>
    public static string Masked(string text) => Key().Replace(Password().Replace(text, "${name}****"), "****");

    /// <summary>Lines that name an error, from the first on, as far as they fit; without any such line the first ones.</summary>
    static IEnumerable<string> MostTelling(IReadOnlyList<string> lines)
    {
        var errors = lines.Where(line => ErrorWords().IsMatch(line)).ToList();
        var room = Longest;
        foreach (var line in errors.Count > 0 ? errors : lines)
        {
            if (room < Longest && line.Length > room) yield break;
            room -= line.Length + 2;
            yield return line;
        }
    }

    /// <summary>Without what a program's log puts before each line, and without the frames of a trace.</summary>
    static string Plain(string line) => Frame().IsMatch(line) ? "" : LogPrefix().Replace(line, "").Trim();

    /// <summary>NFS-Ganesha: date, epoch, host, process, function, component and level.</summary>
    [GeneratedRegex(@"^\d{2}/\d{2}/\d{4} \d{2}:\d{2}:\d{2} : epoch \S+ : \S+ : \S+?\[[^\]]*\] \S+ :[^:]*:[^:]*:")]
    private static partial Regex LogPrefix();

    [GeneratedRegex(@"^(Traceback \(most recent call last\)|File ""[^""]+"", line \d+|at \S+\(.*\))", RegexOptions.ExplicitCapture)]
    private static partial Regex Frame();

    /// <summary>How it is used, that it ends, that something went wrong, and remarks of ssh that are no errors.</summary>
    [GeneratedRegex(
        @"^(usage:|try '|for more (information|details)|see (also )?['""`]?(man |dmesg|\S+ --help)|dmesg\(1\) may have more information|warning: permanently added|\*\* |note:|fatal errors\. +server exiting|error while parsing core configuration|error setting parameters from configuration file|config file \(.*\): (\d+ errors? while processing parameters|errors processing block|\d+ \(.*\) errors found block)|[-=*#\s]*$)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Noise();

    [GeneratedRegex("error|fail|fatal|cannot|can't|could not|unable|denied|refused|no such|not (found|permitted|supported|allowed)|invalid|unknown|missing|read-only|in use|busy|timed? ?out|unreachable", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex ErrorWords();

    [GeneratedRegex(@"(?<name>(?:pass(?:word|wd|phrase)?|secret|token)\s*[=:]\s*)\S+", RegexOptions.IgnoreCase)]
    private static partial Regex Password();

    /// <summary>A key of cephx, or the lines of a private key.</summary>
    [GeneratedRegex(@"\bAQ[A-Za-z0-9+/]{36,}={0,2}|-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|$)", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Key();
}
