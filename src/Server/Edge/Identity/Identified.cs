namespace Abaca.Server.Identity;

/// <summary>Whose request it is.</summary>
/// <param name="Principal">The owner of <c>X-Auth-Token</c>.</param>
/// <param name="Service">The service that asks in the owner's name (<c>X-Service-Token</c>), or null.</param>
public readonly record struct Identified(Principal Principal, Principal? Service);
