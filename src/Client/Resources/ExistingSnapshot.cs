namespace Abaca.Client;

/// <summary>A snapshot on a backend that is to come under management.</summary>
/// <param name="ShareId">The share it was taken of.</param>
/// <param name="ProviderLocation">Its name on the backend.</param>
public sealed record ExistingSnapshot(string ShareId, string ProviderLocation)
{
    /// <summary>The name it gets.</summary>
    public string? Name { get; init; }

    /// <summary>A text about it.</summary>
    public string? Description { get; init; }

    /// <summary>For its driver.</summary>
    public IReadOnlyDictionary<string, string> DriverOptions { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
