namespace Abaca.Cli;

/// <summary>Reads <c>key=value</c> as people type it.</summary>
static class Pairs
{
    /// <summary>The pairs; a key given twice takes the later value.</summary>
    /// <exception cref="UsageException">One of the texts has no equals sign, or nothing before it.</exception>
    public static IReadOnlyDictionary<string, string> Read(IEnumerable<string>? texts)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts ?? [])
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at < 1) throw new UsageException($"'{text}' is not of the form key=value");
            pairs[text[..at]] = text[(at + 1)..];
        }
        return pairs;
    }
}
