namespace Abaca.Drivers.CephFs.Nfs;

/// <summary>Text of the index object: one <c>%url</c> line per export. Lines that are not ours stay as they are.</summary>
static class ExportIndex
{
    /// <summary>A text that makes Ganesha read the object, here and in the files that it is handed over D-Bus.</summary>
    public static string Line(string url) => $"%url {url}\n";

    /// <summary>The text with a line for the object at its end; unchanged when it has one.</summary>
    public static string With(string text, string url)
    {
        if (Holds(text, url)) return text;
        return (text.Length == 0 || text.EndsWith('\n') ? text : text + "\n") + Line(url);
    }

    /// <summary>The text without the object's lines.</summary>
    public static string Without(string text, string url) => Holds(text, url)
        ? string.Join('\n', text.Split('\n').Where(line => UrlIn(line) != url))
        : text;

    /// <summary>Whether the text has a line for the object.</summary>
    public static bool Holds(string text, string url) => text.Split('\n').Any(line => UrlIn(line) == url);

    /// <summary>Objects that the text names.</summary>
    public static IReadOnlyList<string> Urls(string text) => [.. text.Split('\n').Select(UrlIn).OfType<string>()];

    static string? UrlIn(string line)
    {
        var words = line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
        return words is ["%url", var url, ..] ? url.Trim('"') : null;
    }
}
