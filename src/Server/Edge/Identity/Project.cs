namespace Abaca.Server.Identity;

/// <summary>Who owns shares: a project. Projects are flat, all in the default domain.</summary>
/// <param name="Id">32 hexadecimal digits.</param>
/// <param name="Name">Unique, case-sensitive.</param>
/// <param name="Enabled">Nobody gets a token for a disabled project, and existing ones stop working.</param>
/// <param name="Description">Free text; empty when not given.</param>
public sealed record Project(string Id, string Name, bool Enabled, string Description);
