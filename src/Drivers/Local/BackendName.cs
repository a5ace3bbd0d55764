using System.Text;
using System.Text.RegularExpressions;

namespace Abaca.Drivers.Local;

/// <summary>
/// Names of shares and snapshots as names of files. Letters, digits, <c>-</c>, <c>_</c> and dots stay; every other
/// byte becomes <c>=</c> and two hexadecimal digits, so that any name is safe in paths, URLs and configuration files
/// and can be read back.
/// </summary>
public static partial class BackendName
{
    /// <summary>A file name has 255 bytes at most; some are needed for what is added to it.</summary>
    public const int Longest = 230;

    /// <summary>The file name, or null when it would be too long or there is no name.</summary>
    public static string? ToFile(string name)
    {
        var text = new StringBuilder();
        foreach (var one in Encoding.UTF8.GetBytes(name))
        {
            var character = (char)one;
            var stays = char.IsAsciiLetterOrDigit(character) || character is '-' or '_' || (character == '.' && text.Length > 0);
            if (stays) text.Append(character);
            else text.Append('=').Append(one.ToString("x2"));
        }
        return text.Length is 0 or > Longest ? null : text.ToString();
    }

    /// <summary>The name that <see cref="ToFile"/> made this file name of.</summary>
    public static string FromFile(string file)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < file.Length; i++)
        {
            var escaped = file[i] == '=' && i + 2 < file.Length && char.IsAsciiHexDigit(file[i + 1]) && char.IsAsciiHexDigit(file[i + 2]);
            bytes.Add(escaped ? Convert.ToByte(file.Substring(i + 1, 2), 16) : (byte)file[i]);
            if (escaped) i += 2;
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }

    /// <summary>The instance id at the end of a name, when there is one.</summary>
    public static string? InstanceIn(string name) => Uuid().Match(name) is { Success: true } found ? found.Value : null;

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]
    private static partial Regex Uuid();
}
