namespace Abaca.Server.Microversions;

/// <summary>Something that comes, goes and changes with the microversions: an endpoint of the API.</summary>
/// <param name="Name">Unique among all, for example <c>shares.extend</c>.</param>
public abstract record Versioned(string Name);
