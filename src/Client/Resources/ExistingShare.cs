namespace Abaca.Client;

/// <summary>A share on a backend that is to come under management.</summary>
/// <param name="Host">Where it lies: <c>host@backend#pool</c>.</param>
/// <param name="Protocol">NFS, CIFS, …</param>
/// <param name="ExportPath">Its export path or its name there, as its driver wants it.</param>
public sealed record ExistingShare(string Host, string Protocol, string ExportPath)
{
    /// <summary>The name it gets.</summary>
    public string? Name { get; init; }

    /// <summary>A text about it.</summary>
    public string? Description { get; init; }

    /// <summary>Name or id of the share type; null takes the service's default.</summary>
    public string? ShareType { get; init; }

    /// <summary>Whether other projects see it.</summary>
    public bool IsPublic { get; init; }

    /// <summary>For its driver.</summary>
    public IReadOnlyDictionary<string, string> DriverOptions { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
