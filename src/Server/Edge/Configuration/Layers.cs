namespace Abaca.Server.Configuration;

/// <summary>
/// Everything that was written down, in layers: the environment above the files, a later file above an earlier one, and what is built in
/// at the bottom.
/// </summary>
sealed class Layers(IReadOnlyList<IReadOnlyList<Assignment>> lowestFirst, IReadOnlyDictionary<string, string> environment)
{
    readonly ILookup<OptionName, Assignment>[] _highestFirst =
        [.. lowestFirst.Reverse().Select(layer => layer.ToLookup(assignment => assignment.Option))];

    /// <summary>The environment variable that overrides an option, as oslo.config names it: <c>OS_QUOTA__SHARES</c>.</summary>
    public static string Variable(OptionName option) => $"OS_{option.Section.ToUpperInvariant()}__{option.Key.ToUpperInvariant()}";

    /// <summary>
    /// The value that counts, or null. In the highest layer that has any of the names, the first name wins, and of several lines the last.
    /// </summary>
    public Assignment? Find(params IReadOnlyList<OptionName> names)
    {
        if (InEnvironment(names) is { } set) return set;
        foreach (var layer in _highestFirst)
        {
            foreach (var name in names)
            {
                if (layer[Normalized(name)].LastOrDefault() is { } found) return found;
            }
        }
        return null;
    }

    /// <summary>Every value of an option that may come several times: lower layers first, lines in order.</summary>
    public IReadOnlyList<Assignment> FindAll(params IReadOnlyList<OptionName> names) => InEnvironment(names) is { } set
        ? [set]
        : [.. _highestFirst.Reverse().SelectMany(layer => names.SelectMany(name => layer[Normalized(name)]))];

    Assignment? InEnvironment(IReadOnlyList<OptionName> names) => names
        .Select(name => environment.TryGetValue(Variable(name), out var value)
            ? new Assignment(name, value, new Place("environment variable " + Variable(name), 0))
            : null)
        .FirstOrDefault(assignment => assignment is not null);

    static OptionName Normalized(OptionName name) => name with { Section = IniFile.Normalized(name.Section) };
}
