using System.Text.Json.Serialization;

namespace Abaca.Server.Identity.Keystone;

/// <summary>A token that Keystone found good.</summary>
/// <param name="Principal">Whose it is, and when it ends.</param>
/// <param name="GoodUntil">Until when that is believed without asking again, whoever asked.</param>
sealed record CheckedToken(Principal Principal, DateTimeOffset GoodUntil)
{
    /// <summary>As it is kept where processes share it.</summary>
    public byte[] Written() => JsonSerializer.SerializeToUtf8Bytes(
        new SharedToken(Principal.UserId, Principal.UserName, Principal.ProjectId, Principal.DomainId, Principal.SystemScope, [.. Principal.Roles],
            Principal.ExpiresAt.ToUnixTimeMilliseconds(), GoodUntil.ToUnixTimeMilliseconds()),
        SharedTokenJson.Default.SharedToken);

    /// <summary>From what is kept there; null for what is nothing of the kind.</summary>
    public static CheckedToken? Read(byte[] written)
    {
        try
        {
            return JsonSerializer.Deserialize(written, SharedTokenJson.Default.SharedToken) is { User: { } user, Name: { } name, Roles: { } roles } read && !roles.Contains(null!)
                ? new(new Principal(user, name, read.Project, read.Domain, read.System, roles, DateTimeOffset.FromUnixTimeMilliseconds(read.Expires)),
                    DateTimeOffset.FromUnixTimeMilliseconds(read.Until))
                : null;
        }
        catch (Exception other) when (other is JsonException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}

/// <summary>The form in which a checked token is shared (<c>abaca/t1</c>); moments are milliseconds since 1970.</summary>
sealed record SharedToken(string User, string Name, string? Project, string? Domain, bool System, string[] Roles, long Expires, long Until);

/// <summary>Writes and reads it without reflection.</summary>
[JsonSerializable(typeof(SharedToken))]
sealed partial class SharedTokenJson : JsonSerializerContext;
