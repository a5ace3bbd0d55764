namespace Abaca.Client;

/// <summary>What Keystone answers to a token request; only what this client reads.</summary>
sealed record TokenDocument(TokenBody? Token);

/// <summary>The token's facts.</summary>
sealed record TokenBody(KeystoneEntry? User, KeystoneEntry? Project, IReadOnlyList<CatalogService>? Catalog);

/// <summary>Something of Keystone's with id and name.</summary>
sealed record KeystoneEntry(string? Id, string? Name);

/// <summary>A service of the catalog.</summary>
sealed record CatalogService(string? Type, IReadOnlyList<CatalogAddress>? Endpoints);

/// <summary>An endpoint of a service. Older Keystones say only <c>region</c>.</summary>
sealed record CatalogAddress(string? Interface, string? Region, string? RegionId, string? Url);

/// <summary>What Keystone answers to GET /projects.</summary>
/// <param name="Projects">The projects found.</param>
sealed record ProjectsDocument(IReadOnlyList<KeystoneEntry>? Projects);
