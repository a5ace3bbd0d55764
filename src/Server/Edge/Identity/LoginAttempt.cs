using System.Net;

namespace Abaca.Server.Identity;

/// <summary>Who tries to log in, and where from.</summary>
/// <param name="User">The user, or a key for a name that is nobody's.</param>
/// <param name="Source">The client, as <see cref="ClientSource"/> counts them.</param>
sealed record LoginAttempt(string User, string Source)
{
    /// <summary>The user at this source.</summary>
    public string Pair => $"p:{Source}:{User}";

    /// <summary>Everybody at this source.</summary>
    public string Place => $"a:{Source}";

    /// <summary>An attempt from an address; null: from this process.</summary>
    public static LoginAttempt From(IPAddress? address, string user) => new(user, address is null ? "local" : ClientSource.Of(address));
}
