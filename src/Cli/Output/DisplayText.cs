using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Abaca.Cli;

/// <summary>Makes values fit for a terminal.</summary>
static class DisplayText
{
    /// <summary>
    /// A text whose control characters are spelt out: names come from other users, and must not be able to move the cursor or
    /// start escape sequences.
    /// </summary>
    public static string Safe(string text)
    {
        if (!text.Any(IsUnsafe)) return text;
        var safe = new StringBuilder();
        foreach (var c in text)
        {
            if (c == '\n') safe.Append("\\n");
            else if (IsUnsafe(c)) safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else safe.Append(c);
        }
        return safe.ToString();
    }

    /// <summary>A JSON value as one line: maps as <c>key=value</c>, lists with commas, null as nothing.</summary>
    public static string Of(JsonNode? node) => node switch
    {
        null => "",
        JsonObject map => string.Join(", ", map.Select(entry => $"{Safe(entry.Key)}={Of(entry.Value)}")),
        JsonArray list => string.Join(", ", list.Select(Of)),
        _ => node.GetValueKind() switch
        {
            JsonValueKind.String => Safe(node.GetValue<string>()),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => node.ToJsonString(),
        },
    };

    /// <summary>How many columns a terminal uses for a text: East Asian wide characters take two, combining ones none.</summary>
    public static int Width(string text) => text.EnumerateRunes().Sum(Width);

    static int Width(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
        _ => rune.Value is (>= 0x1100 and <= 0x115f) or (>= 0x2e80 and <= 0xa4cf) or (>= 0xac00 and <= 0xd7a3)
            or (>= 0xf900 and <= 0xfaff) or (>= 0xfe30 and <= 0xfe6f) or (>= 0xff00 and <= 0xff60) or (>= 0xffe0 and <= 0xffe6)
            or (>= 0x1f300 and <= 0x1faff) or (>= 0x20000 and <= 0x3fffd) ? 2 : 1,
    };

    static bool IsUnsafe(char c) => char.IsControl(c) || c is '\u202a' or '\u202b' or '\u202c' or '\u202d' or '\u202e' or (>= '\u2066' and <= '\u2069');
}
