using System.Globalization;

namespace Abaca.Drivers.Ssh;

/// <summary>
/// Argument lists for the far machine. SSH hands one line to the user's login shell there, so every argument is quoted for a POSIX
/// shell. Pure text.
/// </summary>
public static class FarShell
{
    /// <summary>
    /// Runs what follows with the system's own directories on the PATH (a session without a terminal lacks them) and says at the end
    /// of both streams, after a mark that nobody can guess, with which status it ended. So "the program ended with 255" and "ssh ended with
    /// 255 because the connection is gone" are told apart, and so are "it said nothing" and "what it said has not arrived".
    /// </summary>
    const string Script = "m=$1; shift; export LC_ALL=C PATH=\"$PATH:/usr/local/sbin:/usr/sbin:/sbin\"; \"$@\"; s=$?; printf '%s%s' \"$m\" \"$s\"; printf '%s%s' \"$m\" \"$s\" >&2; exit \"$s\"";

    /// <summary>One argument as one word of a POSIX shell.</summary>
    /// <exception cref="ArgumentException">It holds a zero byte, which no argument can.</exception>
    public static string Quote(string argument)
    {
        if (argument.Contains('\0')) throw new ArgumentException("An argument cannot hold a zero byte.", nameof(argument));
        return "'" + argument.Replace("'", "'\\''") + "'";
    }

    /// <summary>As <see cref="Quote"/>, but left as it is when no shell would read it otherwise: for commands that people read.</summary>
    public static string Word(string argument) =>
        argument.Length > 0 && argument.All(letter => char.IsAsciiLetterOrDigit(letter) || "/._-:=@%+,".Contains(letter)) ? argument : Quote(argument);

    /// <summary>The line for the login shell.</summary>
    /// <param name="mark">Precedes the exit status on both streams.</param>
    /// <param name="arguments">Program first.</param>
    public static string Line(string mark, IEnumerable<string> arguments) =>
        "exec sh -c " + string.Join(' ', new[] { Script, "sh", mark }.Concat(arguments).Select(Quote));

    /// <summary>The same without a mark: for programs whose streams belong to somebody else.</summary>
    /// <param name="arguments">Program first.</param>
    public static string Plain(IEnumerable<string> arguments) => "exec " + string.Join(' ', arguments.Select(Quote));

    /// <summary>Takes mark and status off a stream; status is null when the program did not come to its end there.</summary>
    public static (string Text, int? Status) Ending(string mark, string text)
    {
        var at = text.LastIndexOf(mark, StringComparison.Ordinal);
        if (at < 0) return (text, null);
        var digits = text.AsSpan(at + mark.Length);
        var length = 0;
        while (length < digits.Length && char.IsAsciiDigit(digits[length])) length++;
        return int.TryParse(digits[..length], CultureInfo.InvariantCulture, out var status)
            ? (text.Remove(at, mark.Length + length), status)
            : (text, null);
    }
}
