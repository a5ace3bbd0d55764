using System.Security.Cryptography;
using System.Text;

namespace Abaca.Server.Identity.Keystone;

/// <summary>
/// Protects what is shared from those who can read or write the servers. Name and key of an entry are made of the secret and of the token
/// (HKDF-SHA256), so that one token's entry is no other's, and nobody without the token finds or opens one. ENCRYPT is AES-256-GCM, MAC is
/// HMAC-SHA256; both cover the name and the moment until which the entry counts, which is part of it.
/// </summary>
sealed class EntrySeal(TokenProtection protection, string? secret)
{
    const string Prefix = "abaca/t1/";
    const byte Form = 1;
    const int KeySize = 32;

    static readonly int NonceSize = AesGcm.NonceByteSizes.MaxSize;
    static readonly int TagSize = AesGcm.TagByteSizes.MaxSize;

    readonly byte[] secret = Encoding.UTF8.GetBytes(secret ?? "");

    /// <summary>Name and key of a token's entry.</summary>
    public SealedPlace PlaceOf(TokenHash token)
    {
        var hash = token.Bytes();
        if (protection == TokenProtection.None) return new(Prefix + Convert.ToHexStringLower(hash), []);
        var made = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 2 * KeySize, hash, Encoding.ASCII.GetBytes($"{Prefix}{protection}"));
        return new(Prefix + Convert.ToHexStringLower(made.AsSpan(0, KeySize)), made[KeySize..]);
    }

    /// <summary>What is kept for a text.</summary>
    public byte[] Close(SealedPlace place, byte[] text)
    {
        if (protection == TokenProtection.None) return [Form, .. text];
        var name = Encoding.ASCII.GetBytes(place.Name);
        if (protection == TokenProtection.Mac) return [Form, .. HMACSHA256.HashData(place.Key, (byte[])[.. name, .. text]), .. text];
        var (nonce, tag, hidden) = (RandomNumberGenerator.GetBytes(NonceSize), new byte[TagSize], new byte[text.Length]);
        using var cipher = new AesGcm(place.Key, TagSize);
        cipher.Encrypt(nonce, text, hidden, tag, name);
        return [Form, .. nonce, .. tag, .. hidden];
    }

    /// <summary>The text of what was kept; null when it was not made by somebody who knows secret and token, for this place.</summary>
    public byte[]? Open(SealedPlace place, byte[] kept)
    {
        if (kept is not [Form, .. var rest]) return null;
        if (protection == TokenProtection.None) return rest;
        var name = Encoding.ASCII.GetBytes(place.Name);
        return protection == TokenProtection.Mac ? Signed(place, name, rest) : Hidden(place, name, rest);
    }

    static byte[]? Signed(SealedPlace place, byte[] name, byte[] rest)
    {
        if (rest.Length < HMACSHA256.HashSizeInBytes) return null;
        var text = rest[HMACSHA256.HashSizeInBytes..];
        return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(place.Key, (byte[])[.. name, .. text]), rest.AsSpan(0, HMACSHA256.HashSizeInBytes)) ? text : null;
    }

    static byte[]? Hidden(SealedPlace place, byte[] name, byte[] rest)
    {
        if (rest.Length < NonceSize + TagSize) return null;
        var text = new byte[rest.Length - NonceSize - TagSize];
        using var cipher = new AesGcm(place.Key, TagSize);
        try
        {
            cipher.Decrypt(rest.AsSpan(0, NonceSize), rest.AsSpan(NonceSize + TagSize), rest.AsSpan(NonceSize, TagSize), text, name);
            return text;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}

/// <summary>Where a token's entry is kept, and what protects it.</summary>
/// <param name="Name">Key at memcached.</param>
/// <param name="Key">Key of the protection; empty without any.</param>
readonly record struct SealedPlace(string Name, byte[] Key);
