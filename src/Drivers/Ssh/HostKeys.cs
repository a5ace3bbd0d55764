using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Abaca.Drivers.Ssh;

/// <summary>
/// Text of known_hosts files (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"): lines of names, key type and key. Lines with a marker
/// (<c>@revoked</c>, <c>@cert-authority</c>) are left to ssh. Pure.
/// </summary>
static partial class HostKeys
{
    /// <summary>Every key of the file under one more name, each once: an address that moves between its machines.</summary>
    public static string Under(string name, string text) => string.Concat(Keys(text).Distinct().Select(key => $"{name} {key}\n"));

    /// <summary>The key with this fingerprint as a line for a name, whatever name it stands under; null when there is none.</summary>
    public static string? Line(string name, string text, string fingerprint) =>
        Keys(text).FirstOrDefault(key => Fingerprint(key) == fingerprint) is { } key ? $"{name} {key}\n" : null;

    /// <summary>The fingerprint (<c>SHA256:…</c>) that ssh tells of a key that it did not expect, or null.</summary>
    public static string? Offered(string error) => Shown().Match(error) is { Success: true } match ? match.Value : null;

    static IEnumerable<string> Keys(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 3 && line[0] is not ('#' or '@')) yield return $"{words[1]} {words[2]}";
        }
    }

    static string? Fingerprint(string key)
    {
        var blob = new byte[key.Length];
        return Convert.TryFromBase64String(key.Split(' ')[1], blob, out var length)
            ? "SHA256:" + Convert.ToBase64String(SHA256.HashData(blob.AsSpan(0, length))).TrimEnd('=')
            : null;
    }

    [GeneratedRegex("SHA256:[A-Za-z0-9+/]{43}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Shown();
}
