using System.Buffers.Text;
using System.Security.Cryptography;

namespace Abaca.Server.Identity;

/// <summary>Makes ids and secrets from the system's random numbers.</summary>
static class NewId
{
    /// <summary>32 hexadecimal digits, as Keystone's ids.</summary>
    public static string Hex() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>A secret of 256 bits in URL-safe base 64: a token, a password, the secret of an application credential.</summary>
    public static string Secret() => UrlSafe(32);

    /// <summary>An audit id: 128 bits in URL-safe base 64. Not secret.</summary>
    public static string Audit() => UrlSafe(16);

    /// <summary>Never begins with a dash, which command lines would take for an option.</summary>
    static string UrlSafe(int bytes)
    {
        while (true)
        {
            var text = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));
            if (char.IsAsciiLetterOrDigit(text[0])) return text;
        }
    }
}
