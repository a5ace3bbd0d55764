using System.Globalization;

namespace Abaca.Client;

/// <summary>The query of a list call, each value escaped.</summary>
/// <param name="path">The path before the question mark.</param>
sealed class Query(string path)
{
    readonly List<string> parts = [];

    /// <summary>Adds a parameter unless its value is null.</summary>
    public Query With(string name, string? value)
    {
        if (value is not null) parts.Add($"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}");
        return this;
    }

    /// <summary>Adds a parameter with the value 1 when it is wanted.</summary>
    public Query With(string name, bool wanted) => With(name, wanted ? "1" : null);

    /// <summary>Adds a number unless it is null.</summary>
    public Query With(string name, int? value) => With(name, value?.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds the two sort parameters out of <c>field</c> or <c>field:direction</c>.</summary>
    public Query Sorted(string? sort)
    {
        var halves = sort?.Split(':', 2);
        return With("sort_key", halves?[0]).With("sort_dir", halves is [_, var direction] ? direction : null);
    }

    /// <summary>The path with its query.</summary>
    public override string ToString() => parts.Count == 0 ? path : $"{path}?{string.Join('&', parts)}";
}
