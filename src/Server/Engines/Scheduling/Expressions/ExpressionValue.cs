namespace Abaca.Server.Scheduling.Expressions;

/// <summary>What kind of thing an <see cref="ExpressionValue"/> is.</summary>
public enum ExpressionValueKind
{
    /// <summary>A finite number.</summary>
    Number,
    /// <summary>True or false; counts as 1 or 0 in arithmetic.</summary>
    Truth,
    /// <summary>A text that is not a number.</summary>
    Text,
}

/// <summary>A number, a truth value or a text.</summary>
public readonly record struct ExpressionValue
{
    readonly string? _text;

    ExpressionValue(ExpressionValueKind kind, double number, string? text)
    {
        Kind = kind;
        AsNumber = number;
        _text = text;
    }

    /// <summary>Which of the three it is.</summary>
    public ExpressionValueKind Kind { get; }

    /// <summary>The number; 1 or 0 for a truth value, 0 for a text.</summary>
    public double AsNumber { get; }

    /// <summary>Whether it takes part in arithmetic.</summary>
    public bool IsNumeric => Kind != ExpressionValueKind.Text;

    /// <summary>Whether it counts as true: any number but 0, any text but the empty one.</summary>
    public bool IsTrue => Kind == ExpressionValueKind.Text ? _text is { Length: > 0 } : AsNumber != 0;

    /// <summary>A number.</summary>
    public static ExpressionValue Of(double number) => new(ExpressionValueKind.Number, number, null);

    /// <summary>A truth value.</summary>
    public static ExpressionValue Of(bool truth) => new(ExpressionValueKind.Truth, truth ? 1 : 0, null);

    /// <summary>A text, or a number when the text spells one: share types hold their numbers as text.</summary>
    public static ExpressionValue Of(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? Of(number)
            : new(ExpressionValueKind.Text, 0, text);

    /// <summary>A capability or property as a value; null when it is none of the three kinds (a list, nothing at all).</summary>
    public static ExpressionValue? From(object? found) => found switch
    {
        bool truth => Of(truth),
        string text => Of(text),
        int or long or double or float or decimal => Finite(Convert.ToDouble(found, CultureInfo.InvariantCulture)),
        _ => null,
    };

    static ExpressionValue? Finite(double number) => double.IsFinite(number) ? Of(number) : null;

    /// <summary>Whether two values are the same; a text never equals a number.</summary>
    public bool Same(ExpressionValue other) => IsNumeric == other.IsNumeric
        && (IsNumeric ? AsNumber == other.AsNumber : string.Equals(_text, other._text, StringComparison.Ordinal));

    /// <summary>Order of two values, as <see cref="IComparable"/> has it; null between a text and a number.</summary>
    public int? Against(ExpressionValue other) => (IsNumeric, other.IsNumeric) switch
    {
        (true, true) => AsNumber.CompareTo(other.AsNumber),
        (false, false) => string.CompareOrdinal(_text, other._text),
        _ => null,
    };

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        ExpressionValueKind.Number => AsNumber.ToString("R", CultureInfo.InvariantCulture),
        ExpressionValueKind.Truth => IsTrue ? "true" : "false",
        _ => _text ?? "",
    };
}
