namespace Abaca.Server.Services;

/// <summary>Availability zones, known from the services in them.</summary>
public interface IZones
{
    /// <summary>Name of a zone given by name or id, or null when there is none.</summary>
    ValueTask<string?> Named(string nameOrId, CancellationToken ct = default);
}
