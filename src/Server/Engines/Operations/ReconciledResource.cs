namespace Abaca.Server.Operations;

/// <summary>What is to be looked at.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ProjectId">The project that owns it: in a lane projects take turns.</param>
public readonly record struct ReconciledResource(string Id, string ProjectId);
