namespace Abaca.Server.Identity;

/// <summary>The passwords of the two users that the first start makes. Never logged; lives in memory and in the owner's files.</summary>
/// <param name="Admin">Of the user <c>admin</c>.</param>
/// <param name="Demo">Of the user <c>demo</c>.</param>
sealed record Logins(string Admin, string Demo)
{
    /// <inheritdoc/>
    public override string ToString() => "Logins { *** }";
}
