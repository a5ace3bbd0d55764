using System.Net;

namespace Abaca.Server.Configuration;

/// <summary>Text of a file to values, with oslo.config's spellings, and what to say when it does not fit.</summary>
static class Conversion
{
    /// <summary>What is wrong with a value and how to write it, or null when it fits.</summary>
    public static (string Problem, string Remedy)? Problem(KnownOption option, string text)
    {
        var wrong = OfKind(option.Spec.Kind, text);
        if (wrong is not null) return wrong;
        if (option.Choices.Count > 0 && !option.Choices.Contains(text.Trim(), StringComparer.OrdinalIgnoreCase))
        {
            return ("is not one of the values known", "write one of " + string.Join(", ", option.Choices));
        }
        if (option.Spec.Kind is not (OptionKind.Integer or OptionKind.Number)) return null;
        var number = double.Parse(text, CultureInfo.InvariantCulture);
        return number < option.Minimum || number > option.Maximum ? ("is out of range", Range(option)) : null;
    }

    static (string, string)? OfKind(OptionKind kind, string text) => kind switch
    {
        OptionKind.Integer when !int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _)
            => ("is not a whole number", "write digits only, at most 2147483647"),
        OptionKind.Number when !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || !double.IsFinite(number) => ("is not a number", "write it like 1.5"),
        OptionKind.Flag when Flag(text) is null => ("is neither true nor false", "write true or false (yes, no, on, off, 1, 0 do as well)"),
        OptionKind.Address when !IsAddress(text) => ("is not an IP address", "write an IPv4 or IPv6 address, without port and brackets"),
        OptionKind.Port when !ushort.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out _)
            => ("is not a port number", "write a number from 0 to 65535"),
        OptionKind.Map when Map(text) is null => ("is not a list of pairs", "write key:value,key:value"),
        _ => null,
    };

    static string Range(KnownOption option) => (option.Minimum, option.Maximum) switch
    {
        (_, double.PositiveInfinity) => string.Create(CultureInfo.InvariantCulture, $"write {option.Minimum} or more"),
        (double.NegativeInfinity, _) => string.Create(CultureInfo.InvariantCulture, $"write {option.Maximum} or less"),
        _ => string.Create(CultureInfo.InvariantCulture, $"write {option.Minimum} to {option.Maximum}"),
    };

    /// The framework also takes "1" and "0x7f.1" for addresses; four numbers are wanted.
    static bool IsAddress(string text)
    {
        var trimmed = text.Trim();
        return IPAddress.TryParse(trimmed, out _) && !trimmed.StartsWith('[') && (trimmed.Contains(':') || trimmed.Count(c => c == '.') == 3);
    }

    /// <summary>True, false, or null when it is neither.</summary>
    public static bool? Flag(string text) => text.Trim().ToLowerInvariant() switch
    {
        "true" or "1" or "on" or "yes" => true,
        "false" or "0" or "off" or "no" => false,
        _ => null,
    };

    /// <summary>Items between commas, without the blanks around them and without empty ones.</summary>
    public static IReadOnlyList<string> List(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Pairs <c>key:value</c> (or <c>key=value</c>) between commas, or null when an item is no pair or a key comes twice.</summary>
    public static IReadOnlyDictionary<string, string>? Map(string text)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in List(text))
        {
            var colon = item.IndexOf(':', StringComparison.Ordinal);
            var end = colon >= 0 ? colon : item.IndexOf('=', StringComparison.Ordinal);
            if (end <= 0 || !map.TryAdd(item[..end].Trim(), item[(end + 1)..].Trim())) return null;
        }
        return map;
    }
}
