using Microsoft.AspNetCore.Http;

namespace Abaca.Server.Http;

/// <summary>A request's query, read parameter by parameter; parameters the version does not know are invisible.</summary>
public sealed class Query(IQueryCollection query, Func<string, bool> known)
{
    /// <summary>A parameter's last value, or null when absent.</summary>
    public string? Text(string name) =>
        known(name) && query.TryGetValue(name, out var values) && values.Count > 0 ? Clean(name, values[^1]!) : null;

    /// <summary>Names of all parameters sent that the version knows.</summary>
    public IEnumerable<string> Names => query.Keys.Where(known);

    /// <summary>A flag; null when absent.</summary>
    public bool? Flag(string name) => Text(name) is { } text
        ? Flags.Parse(text) ?? throw Refusals.BadField(name, $"'{text}' is neither true nor false.")
        : null;

    /// <summary>A whole number of at least 0; null when absent.</summary>
    public int? Count(string name)
    {
        if (Text(name) is not { } text) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Refusals.BadField(name, $"'{text}' is not a whole number of at least 0.");
    }

    /// <summary>A dictionary as clients write it: a Python or JSON literal of texts; null when absent.</summary>
    public IReadOnlyDictionary<string, string>? Map(string name) => Text(name) is { } text
        ? DictLiteral.Parse(text) ?? throw Refusals.BadField(name, "it is not a dictionary such as {'key': 'value'}.")
        : null;

    static string Clean(string name, string text) => text.Contains('\0', StringComparison.Ordinal) || text.Contains('\uFFFD', StringComparison.Ordinal)
        ? throw Refusals.BadField(name, "it is not valid text.")
        : text;
}
