namespace Abaca.Server.Configuration;

/// <summary>
/// A comment behind a value, as operators write it: <c>my_ip = 192.0.2.10  # internal</c>. oslo.config knows comments on lines of their
/// own only and takes this as part of the value; whether it can be meant so depends on the option.
/// </summary>
static class TrailingComment
{
    /// <summary>The value without what follows a <c>#</c> or <c>;</c> that stands behind a blank, on each of its lines; the value itself when there is none.</summary>
    public static string Cut(string value) => value.AsSpan().IndexOfAny('#', ';') < 0 ? value : string.Join('\n', value.Split('\n').Select(CutLine));

    static string CutLine(string line)
    {
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] is not ('#' or ';') || (at > 0 && !char.IsWhiteSpace(line[at - 1]))) continue;
            return IniFile.Unquoted(line[..at].TrimEnd());
        }
        return line;
    }
}
