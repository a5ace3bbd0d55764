using System.Collections;

namespace Abaca.Server.Scheduling;

/// <summary>Whether a capability meets a share type's requirement, with Manila's operators.</summary>
static class ExtraSpecMatch
{
    static readonly char[] Blanks = [' ', '\t', '\n', '\r', '\f', '\v'];

    /// <summary>Compiles a requirement such as <c>&gt;= 5</c> or <c>&lt;in&gt; nfs</c>; the result answers false for a missing capability.</summary>
    public static Predicate<object?> Of(string requirement)
    {
        var lower = requirement.ToLowerInvariant();
        var words = lower.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
        var operation = words.Length == 0 ? "" : words[0];
        Predicate<object> one = operation switch
        {
            "<or>" => AnyOf(words),
            "=" or "==" or "!=" or ">=" or "<=" => Numeric(operation, Operand(words)),
            "s==" or "s!=" or "s<" or "s<=" or "s>" or "s>=" => Textual(operation, Operand(words)),
            "<in>" => Operand(words) is { } part
                ? found => found is string text && text.Contains(part, StringComparison.OrdinalIgnoreCase)
                : _ => false,
            "<is>" => Operand(words) is { } wanted
                ? found => TruthOf(found) == Truth.Of(wanted)
                : _ => false,
            _ => Equal(lower),
        };
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

    static Predicate<object> Numeric(string operation, string? operand)
    {
        if (operand is null || Number(operand) is not { } wanted) return _ => false;
        return found => Number(found) is { } number && operation switch
        {
            "==" => number == wanted,
            "!=" => number != wanted,
            "<=" => number <= wanted,
            _ => number >= wanted,
        };
    }

    static Predicate<object> Textual(string operation, string? operand)
    {
        if (operand is null) return _ => false;
        return found => string.CompareOrdinal(Text(found), operand) is var order && operation switch
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
