using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Abaca.Server.Identity.Keystone;

/// <summary>SHA-256 of a token: what a token is remembered under, so that no memory of this process is a heap of tokens.</summary>
readonly record struct TokenHash(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>Longest token that is looked at; those of Keystone have about 200 characters, signed ones (JWS) a few times more.</summary>
    public const int LongestToken = 4096;

    /// <summary>The hash; null for a text that can be no token: empty, too long, or not of visible ASCII characters.</summary>
    public static TokenHash? Of(string token)
    {
        if (token.Length is 0 or > LongestToken || token.AsSpan().ContainsAnyExceptInRange('!', '~')) return null;
        Span<byte> text = token.Length <= 1024 ? stackalloc byte[token.Length] : new byte[token.Length];
        Encoding.ASCII.GetBytes(token, text);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        return MemoryMarshal.Read<TokenHash>(hash);
    }

    /// <summary>The hash's bytes.</summary>
    public byte[] Bytes()
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        MemoryMarshal.Write(hash, this);
        return hash;
    }

    /// <summary>Any part of a hash is one.</summary>
    public override int GetHashCode() => (int)A;
}
