using System.Text;

namespace Abaca.Server.Identity.Policy;

/// <summary>What <c>abaca policy list</c> and <c>abaca policy sample</c> print.</summary>
public static class PolicyText
{
    /// <summary>Every rule with the expression in effect, and the default below it where the two differ.</summary>
    public static string List(PolicyRules rules)
    {
        var defaults = DefaultRules.All.ToDictionary(rule => rule.Name, rule => rule.Expression, StringComparer.Ordinal);
        var text = new StringBuilder();
        foreach (var rule in rules.All)
        {
            text.Append(rule.Name).Append(": ").Append(Shown(rule.Expression)).Append('\n');
            if (!defaults.TryGetValue(rule.Name, out var shipped)) text.Append("    (not a rule of Manila's)\n");
            else if (shipped != rule.Expression) text.Append("    (default: ").Append(Shown(shipped)).Append(")\n");
        }
        return text.ToString();
    }

    /// <summary>A policy file of every rule with its default, commented out.</summary>
    public static string Sample()
    {
        var text = new StringBuilder("""
            # Every rule with its default. Remove the # of a line and change it to decide otherwise.
            # Roles are complete in a token: an admin also has the roles member and reader.

            """);
        foreach (var rule in DefaultRules.All)
            text.Append("#\"").Append(rule.Name).Append("\": \"").Append(rule.Expression).Append("\"\n");
        return text.ToString();
    }

    static string Shown(string expression) => expression.Length == 0 ? "(everybody)" : expression;
}
