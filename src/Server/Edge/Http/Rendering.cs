namespace Abaca.Server.Http;

/// <summary>All that decides how an unchanged view looks on the wire: with the same value, rendered bytes can be used again.</summary>
/// <param name="Version">Whose fields are shown.</param>
/// <param name="Audience">Which of them this caller may see.</param>
/// <param name="Form">How much of the view.</param>
/// <param name="Root">Base of the links, project included.</param>
readonly record struct Rendering(ApiVersion Version, Audience Audience, ViewForm Form, string Root);
