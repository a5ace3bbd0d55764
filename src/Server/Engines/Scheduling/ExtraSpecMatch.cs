using System.Collections;

namespace Abaca.Server.Scheduling;

/// <summary>Whether a capability meets a share type's requirement, with Manila's operators.</summary>
static class ExtraSpecMatch
{
    static readonly char[] Blanks = [' ', '\t', '\n', '\r', '\f', '\v'];

    /// <summary>The operators, each with what it makes of a requirement's words. What begins with none of them is compared as a whole.</summary>
    internal static IReadOnlyDictionary<string, Func<string[], Predicate<object>>> Operators { get; } =
        new Dictionary<string, Func<string[], Predicate<object>>>(StringComparer.Ordinal)
        {
            ["<or>"] = AnyOf, ["<in>"] = Containing, ["<is>"] = Being,
            ["="] = Numeric, ["=="] = Numeric, ["!="] = Numeric, [">="] = Numeric, ["<="] = Numeric,
            ["s=="] = Textual, ["s!="] = Textual, ["s<"] = Textual, ["s<="] = Textual, ["s>"] = Textual, ["s>="] = Textual,
        };

    /// <summary>Compiles a requirement such as <c>&gt;= 5</c> or <c>&lt;in&gt; nfs</c>; the result answers false for a missing capability.</summary>
    public static Predicate<object?> Of(string requirement)
    {
        var lower = requirement.ToLowerInvariant();
        var words = lower.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
        var one = words.Length > 0 && Operators.TryGetValue(words[0], out var known) ? known(words) : Equal(lower);
        return found => Met(found, one);
    }

    static string? Operand(string[] words) => words.Length > 1 ? words[1] : null;

    static bool Met(object? found, Predicate<object> one) => found switch
    {
        null => false,
        string => one(found),
        IEnumerable many => many.Cast<object?>().Any(element => Met(element, one)),
        _ => one(found),
    };

    // <or> a <or> b: every second word is an operand.
    static Predicate<object> AnyOf(string[] words)
    {
        var operands = words.Where((_, i) => i % 2 == 1).ToArray();
        return found => operands.Contains(Text(found), StringComparer.Ordinal);
    }

    static Predicate<object> Containing(string[] words) => Operand(words) is { } part
        ? found => found is string text && text.Contains(part, StringComparison.OrdinalIgnoreCase)
        : _ => false;

    static Predicate<object> Being(string[] words) => Operand(words) is { } wanted ? found => TruthOf(found) == Truth.Of(wanted) : _ => false;

    static Predicate<object> Numeric(string[] words)
    {
        if (Operand(words) is not { } operand || Number(operand) is not { } wanted) return _ => false;
        return found => Number(found) is { } number && words[0] switch
        {
            "==" => number == wanted,
            "!=" => number != wanted,
            "<=" => number <= wanted,
            _ => number >= wanted,
        };
    }

    static Predicate<object> Textual(string[] words)
    {
        if (Operand(words) is not { } operand) return _ => false;
        return found => string.CompareOrdinal(Text(found), operand) is var order && words[0] switch
        {
            "s==" => order == 0,
            "s!=" => order != 0,
            "s<" => order < 0,
            "s<=" => order <= 0,
            "s>" => order > 0,
            _ => order >= 0,
        };
    }

    static Predicate<object> Equal(string lower) => found => found is bool truth
        ? truth == Truth.Of(lower)
        : string.Equals(Text(found), lower, StringComparison.Ordinal);

    static bool TruthOf(object found) => found is bool truth ? truth : Truth.Of(Text(found));

    static string Text(object found) => Convert.ToString(found, CultureInfo.InvariantCulture)!.ToLowerInvariant();

    static double? Number(object found) => found switch
    {
        bool truth => truth ? 1 : 0,
        string text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
        int or long or double or float or decimal => Convert.ToDouble(found, CultureInfo.InvariantCulture),
        _ => null,
    };
}
