using System.Text.RegularExpressions;

namespace Abaca.Tests.Server.Mutants;

/// <summary>
/// Rewrites a copy of the service so that each question whose a resource is can be left out: one build holds all mutants, and a number says which of
/// them is on. The list is what the sources have, see <see cref="Questions"/>.
/// </summary>
static partial class Mutation
{
    /// <summary>Full name of the class that the copy has and the service has not.</summary>
    public const string Switch = "Abaca.Server.Http.Mutants";

    const string SwitchText = """
        namespace Abaca.Server.Http;

        /// <summary>Which question is left out.</summary>
        public static class Mutants
        {
            public static int On;
            public static bool Recording;
            public static readonly System.Collections.Concurrent.ConcurrentDictionary<int, bool> Asked = new();

            public static bool Is(int number)
            {
                if (Recording) Asked[number] = true;
                return number == On;
            }

            public static Visible<T> Of<T>(int number, Visible<T> visible) where T : class, IResource<T> => Is(number) ? visible.Unasked() : visible;

            public static Caller Any(int number, Caller caller) => Is(number) ? Everybody(caller) : caller;

            public static Caller Everybody(Caller caller) => new(caller.Principal, caller.Service, caller.RequestId, new Nothing());

            sealed class Nothing : IPolicy
            {
                public bool Allows(string rule, Abaca.Server.Identity.Principal who, string? projectId, string? userId) => true;
            }
        }
        """;

    /// <summary>What the look-up is like when it asks nobody.</summary>
    static readonly (string Asking, string Mute)[] LookUp =
    [
        ("Visible<T>(ISource<T> source) where T : class, IResource<T>\n{", "Visible<T>(ISource<T> source, bool unasked = false) where T : class, IResource<T>\n{\n    public Visible<T> Unasked() => new(source, true);\n"),
        ("source.Find(call.Caller,", "source.Find(unasked ? Mutants.Everybody(call.Caller) : call.Caller,"),
        ("if (found?.Owner is not", "if (unasked) return found;\n        if (found?.Owner is not"),
        ("if (found.Owner is", "if (!unasked && found.Owner is"),
    ];

    /// <summary>Writes the mutants into a copy of the sources.</summary>
    /// <returns>Where each stands, by number; the first has number 1.</returns>
    /// <exception cref="InvalidOperationException">The look-up does not look as this class knows it.</exception>
    public static IReadOnlyList<string> Write(string root)
    {
        var server = Path.Combine(root, "src/Server");
        File.WriteAllText(Path.Combine(server, "Edge/Http/Mutants.cs"), SwitchText);
        var visible = Path.Combine(server, "Edge/Http/Visible.cs");
        File.WriteAllText(visible, LookUp.Aggregate(File.ReadAllText(visible), (text, change) => text.Contains(change.Asking, StringComparison.Ordinal)
            ? text.Replace(change.Asking, change.Mute, StringComparison.Ordinal)
            : throw new InvalidOperationException($"Edge/Http/Visible.cs does not hold: {change.Asking}")));
        var places = new List<string>();
        foreach (var file in Directory.EnumerateFiles(server, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var place = Path.GetRelativePath(server, file);
            if (place.StartsWith("Edge/Http/", StringComparison.Ordinal) || place.StartsWith("Edge/Identity/", StringComparison.Ordinal)) continue;
            var lines = File.ReadAllLines(file);
            for (var i = 0; i < lines.Length; i++)
            {
                if (lines[i].TrimStart().StartsWith("//", StringComparison.Ordinal)) continue;
                lines[i] = Questions().Replace(lines[i], match =>
                {
                    places.Add($"{place}:{i + 1}: {match.Value.Trim()}");
                    return Mute(match, places.Count);
                });
            }
            File.WriteAllLines(file, lines);
        }
        return places;
    }

    static string Mute(Match match, int number)
    {
        if (match.Groups["visible"] is { Success: true } visible) return match.Value.Replace($"{visible.Value}.", $"Mutants.Of({number}, {visible.Value}).", StringComparison.Ordinal);
        if (match.Groups["must"].Success) return $"if (!Mutants.Is({number})) {match.Value}";
        return match.Groups["may"].Success ? $"(Mutants.Is({number}) || {match.Value})" : $"Mutants.Any({number}, {match.Value})";
    }

    /// <summary>A look-up for the caller, a statement or a condition about the endpoint's own rule, and a caller who is asked a rule.</summary>
    [GeneratedRegex(@"\b(?<visible>\w+)\.(?:Seen|ToName|ToRead|ToChange)\(call,|(?<must>\bcall\.Must(?:On|Everywhere)\()|(?<may>\bcall\.(?:MayOn\([\w.]+(?:, [\w.]+)?\)|MayEverywhere))|\bcall\.Caller(?=\.(?:Must|May)\w*\()")]
    private static partial Regex Questions();
}
