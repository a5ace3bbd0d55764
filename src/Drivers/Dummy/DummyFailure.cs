using System.Globalization;

namespace Abaca.Drivers.Dummy;

/// <summary>How a call of the Dummy driver fails when it is told to.</summary>
public enum FailureKind
{
    /// <summary>It answers Refused and has done nothing.</summary>
    Refuse,
    /// <summary>It answers Unclear and has done nothing, as when the request was lost.</summary>
    Unclear,
    /// <summary>It does its work and answers Unclear, as when the answer was lost.</summary>
    Lost,
    /// <summary>It throws and has done nothing, as a bug would.</summary>
    Throw,
}

/// <summary>A wanted failure.</summary>
/// <param name="Kind">How the call fails.</param>
/// <param name="Probability">How likely each call fails, above 0 and up to 1.</param>
/// <param name="Count">How many calls fail before all is well again; null: for ever.</param>
public sealed record DummyFailure(FailureKind Kind, double Probability = 1, int? Count = null)
{
    /// <summary>
    /// Reads <c>refuse</c>, <c>unclear</c>, <c>lost</c> or <c>throw</c>, optionally followed by <c>@probability</c> and then by
    /// <c>*count</c>: <c>unclear@0.2*3</c> fails each call with one chance in five until three have failed.
    /// </summary>
    /// <returns>The failure, or null when the text is none.</returns>
    public static DummyFailure? Parse(string text)
    {
        int? count = null;
        var probability = 1.0;
        if (text.Split('*', 2, StringSplitOptions.TrimEntries) is [var head, var times])
        {
            if (!int.TryParse(times, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1) return null;
            (text, count) = (head, number);
        }
        if (text.Split('@', 2, StringSplitOptions.TrimEntries) is [var kindText, var chance])
        {
            if (!double.TryParse(chance, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out probability)) return null;
            if (probability is not (> 0 and <= 1)) return null;
            text = kindText;
        }
        FailureKind? kind = text.Trim().ToLowerInvariant() switch
        {
            "refuse" => FailureKind.Refuse,
            "unclear" => FailureKind.Unclear,
            "lost" => FailureKind.Lost,
            "throw" => FailureKind.Throw,
            _ => null,
        };
        return kind is { } known ? new DummyFailure(known, probability, count) : null;
    }
}
