namespace Abaca.Cli;

/// <summary><c>abaca identity …</c>: users, projects and roles, over the API of the built-in identity or of any Keystone v3.</summary>
/// <param name="parts">Builds commands.</param>
sealed class IdentityCommands(CommandParts parts)
{
    /// <summary>The command with its subcommands.</summary>
    public Command Build() => parts.Group("identity", "Users, projects and roles",
        new IdentityUserCommands(parts).Build(), new IdentityProjectCommands(parts).Build(), new IdentityRoleCommands(parts).Build(), new IdentityCredentialCommands(parts).Build());
}
