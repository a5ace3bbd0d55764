using System.Globalization;

namespace Abaca.Drivers.CephFs.Nfs;

/// <summary>
/// Text of the index object: one <c>%url</c> line per export, and a comment for each that was taken away lately. Lines that are not ours
/// stay as they are.
/// </summary>
static class ExportIndex
{
    /// <summary>So many of those that were taken away are remembered: more than go while a node reads the index or a call is on its way.</summary>
    const int Remembered = 300;

    const string Gone = "# removed:";

    /// <summary>A text that makes Ganesha read the object, here and in the files that it is handed over D-Bus.</summary>
    public static string Line(string url) => $"%url {url}\n";

    /// <summary>The text with a line for the object at its end; unchanged when it has one.</summary>
    public static string With(string text, string url) => Holds(text, url) ? text : Ended(text) + Line(url);

    /// <summary>The text without the object's lines; unchanged when it has none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="url">The object's address.</param>
    /// <param name="removed">What a node may still show of it; null: not known.</param>
    public static string Without(string text, string url, RemovedExport? removed = null)
    {
        if (!Holds(text, url)) return text;
        var rest = string.Join('\n', text.Split('\n').Where(line => UrlIn(line) != url));
        if (removed is null || removed.Path.Any(char.IsControl)) return rest;
        var before = Removed(rest);
        if (before.Count >= Remembered)
        {
            var oldest = before.Take(before.Count - Remembered + 1).Select(Comment).ToHashSet(StringComparer.Ordinal);
            rest = string.Join('\n', rest.Split('\n').Where(line => !oldest.Contains(line)));
        }
        return $"{Ended(rest)}{Comment(removed)}\n";
    }

    /// <summary>Whether the text has a line for the object.</summary>
    public static bool Holds(string text, string url) => text.Split('\n').Any(line => UrlIn(line) == url);

    /// <summary>Objects that the text names.</summary>
    public static IReadOnlyList<string> Urls(string text) => [.. text.Split('\n').Select(UrlIn).OfType<string>()];

    /// <summary>Exports that were taken away, the oldest first.</summary>
    public static IReadOnlyList<RemovedExport> Removed(string text) => [.. text.Split('\n').Select(RemovedIn).OfType<RemovedExport>()];

    static string Comment(RemovedExport removed) => string.Create(CultureInfo.InvariantCulture, $"{Gone} {removed.Id} {removed.Name} {removed.Path}");

    static string Ended(string text) => text.Length == 0 || text.EndsWith('\n') ? text : text + "\n";

    static RemovedExport? RemovedIn(string line)
    {
        if (!line.StartsWith(Gone, StringComparison.Ordinal)) return null;
        return line[Gone.Length..].TrimStart().Split(' ', 3) is [var id, var name, var path] && int.TryParse(id, CultureInfo.InvariantCulture, out var number)
            ? new RemovedExport(number, name, path)
            : null;
    }

    static string? UrlIn(string line)
    {
        var words = line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
        return words is ["%url", var url, ..] ? url.Trim('"') : null;
    }
}

/// <summary>
/// An export that was taken away. A node may show it again all the same: it read the index just before, or a call of a process that is
/// dead by now arrived late.
/// </summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Name of the export.</param>
/// <param name="Path">Its path: another export that has the id now has another one.</param>
sealed record RemovedExport(int Id, string Name, string Path);
