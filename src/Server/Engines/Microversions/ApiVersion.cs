namespace Abaca.Server.Microversions;

/// <summary>A microversion 2.N of Manila's API. Named only by this engine and by the HTTP edge.</summary>
/// <param name="Minor">The N.</param>
public readonly record struct ApiVersion(int Minor) : IComparable<ApiVersion>
{
    /// <summary>Oldest version served.</summary>
    public static readonly ApiVersion Oldest = new(0);

    /// <summary>Newest version served; the one the rest of the service speaks.</summary>
    public static readonly ApiVersion Newest = TryParse(NewestText, out var newest) ? newest : throw new FormatException(NewestText);

    /// <summary><see cref="Newest"/> as on the wire.</summary>
    public const string NewestText = NewestMicroversion.Text;

    /// <summary>Request and response header.</summary>
    public const string Header = "X-OpenStack-Manila-API-Version";

    /// <summary>Header that opens experimental endpoints.</summary>
    public const string ExperimentalHeader = "X-OpenStack-Manila-API-Experimental";

    /// <summary>Reads <c>N.M</c> as Manila does: no blanks, no leading zeros, no words.</summary>
    /// <returns>False when the text is not of that form. A major other than 2 gives a minor outside the served range.</returns>
    public static bool TryParse(string text, out ApiVersion version)
    {
        version = default;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot <= 0 || !Digits(text.AsSpan(0, dot), out var major) || !Digits(text.AsSpan(dot + 1), out var minor)) return false;
        if (major == 0) return false;
        version = new ApiVersion(major == 2 ? minor : -1);
        return true;
    }

    /// <summary>Whether this version is served.</summary>
    public bool IsServed => Minor >= Oldest.Minor && Minor <= Newest.Minor;

    /// <inheritdoc/>
    public int CompareTo(ApiVersion other) => Minor.CompareTo(other.Minor);

    /// <summary>Whether <paramref name="a"/> is older.</summary>
    public static bool operator <(ApiVersion a, ApiVersion b) => a.Minor < b.Minor;

    /// <summary>Whether <paramref name="a"/> is newer.</summary>
    public static bool operator >(ApiVersion a, ApiVersion b) => a.Minor > b.Minor;

    /// <summary>Whether <paramref name="a"/> is older or the same.</summary>
    public static bool operator <=(ApiVersion a, ApiVersion b) => a.Minor <= b.Minor;

    /// <summary>Whether <paramref name="a"/> is newer or the same.</summary>
    public static bool operator >=(ApiVersion a, ApiVersion b) => a.Minor >= b.Minor;

    /// <summary>As on the wire, for example <c>2.65</c>.</summary>
    public override string ToString() => $"2.{Minor.ToString(CultureInfo.InvariantCulture)}";

    static bool Digits(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        if (text.Length is 0 or > 6 || (text.Length > 1 && text[0] == '0')) return false;
        foreach (var c in text) if (!char.IsAsciiDigit(c)) return false;
        number = int.Parse(text, CultureInfo.InvariantCulture);
        return true;
    }
}
