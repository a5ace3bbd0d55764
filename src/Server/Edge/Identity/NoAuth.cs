namespace Abaca.Server.Identity;

/// <summary>
/// <c>auth_strategy = noauth</c>: believes what it is told. A token is <c>user:project</c>, or <c>user</c> for both, and everybody is
/// an administrator. For tests; the server refuses to bind anything but loopback with it.
/// </summary>
public sealed class NoAuth : IAuthentication
{
    static readonly IReadOnlyList<string> Everything = Role.Expand([Role.Admin]);

    /// <inheritdoc/>
    public string Challenge => "Keystone uri=\"\"";

    /// <inheritdoc/>
    public ValueTask<Principal?> Authenticate(string token, CancellationToken ct)
    {
        var colon = token.IndexOf(':', StringComparison.Ordinal);
        var user = colon < 0 ? token : token[..colon];
        var project = colon < 0 ? token : token[(colon + 1)..];
        if (project.Length == 0) project = user;
        return new(user.Length == 0
            ? null
            : new Principal(user, user, project, null, SystemScope: false, Everything, DateTimeOffset.MaxValue));
    }
}
