using System.Security.Cryptography;
using System.Text;
using Abaca.Server.Shares;

namespace Abaca.Server.Transfers;

/// <summary>Id of a transfer: a 36-character uuid.</summary>
public readonly record struct ShareTransferId(string Text) : IId
{
    /// <summary>A new one.</summary>
    public static ShareTransferId New() => new(Guid.NewGuid().ToString());

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>An offer of a share to whoever has its key, as stored.</summary>
public sealed record ShareTransfer : IResource<ShareTransfer>
{
    /// <inheritdoc/>
    public static string Kind => "Transfer";

    /// <inheritdoc/>
    public static string? SeenBy => "share_transfer:get";

    /// <inheritdoc/>
    public Owner? Owner => new(SourceProjectId, UserId);

    /// <summary>Id.</summary>
    public required ShareTransferId Id { get; init; }

    /// <summary>Name, or null.</summary>
    public string? Name { get; init; }

    /// <summary>The share.</summary>
    public required ShareId ShareId { get; init; }

    /// <summary>Who gives it away.</summary>
    public required string SourceProjectId { get; init; }

    /// <summary>Who of them.</summary>
    public required string UserId { get; init; }

    /// <summary>What is mixed into <see cref="KeyHash"/>.</summary>
    public required string Salt { get; init; }

    /// <summary>The key as it is kept.</summary>
    public required string KeyHash { get; init; }

    /// <summary>When it was offered.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Until when it can be accepted.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    // Neither salt nor hash is anybody's to see.
    /// <inheritdoc/>
    public override string ToString() => $"transfer {Id} of share {ShareId}";
}

/// <summary>The key of a transfer: shown once to who offers the share, and kept as a hash.</summary>
static class TransferKey
{
    const int Digits = 16;

    /// <summary>A new key, and how it is kept.</summary>
    public static (string Key, string Salt, string Hash) New()
    {
        var (key, salt) = (RandomNumberGenerator.GetHexString(Digits, lowercase: true), RandomNumberGenerator.GetHexString(2 * Digits, lowercase: true));
        return (key, salt, Hash(salt, key));
    }

    /// <summary>Whether it is the key of this transfer.</summary>
    public static bool Fits(ShareTransfer transfer, string key) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Hash(transfer.Salt, key)), Encoding.UTF8.GetBytes(transfer.KeyHash));

    static string Hash(string salt, string key) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(salt), Encoding.UTF8.GetBytes(key)));
}

/// <summary>What the slice needs of the configuration.</summary>
/// <param name="Lifetime"><c>transfer_retention_time</c>: how long an offer stands.</param>
public sealed record TransferSettings(TimeSpan Lifetime);
