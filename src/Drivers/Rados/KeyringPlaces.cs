namespace Abaca.Drivers.Rados;

/// <summary>Where an identity's key is looked for; reads files only to say what is missing.</summary>
/// <param name="option">ceph.conf's <c>keyring</c>, with its variables filled in: paths separated by commas.</param>
/// <param name="entity">The identity, for example <c>client.manila</c>.</param>
/// <param name="elsewhere">ceph.conf gives the key by other means (<c>key</c>, <c>keyfile</c>).</param>
sealed class KeyringPlaces(string option, string entity, bool elsewhere)
{
    /// <summary>The key does not come from a keyring.</summary>
    public bool Elsewhere => elsewhere;

    /// <summary>The files, in the order in which they are tried.</summary>
    public IReadOnlyList<string> Files { get; } =
        option.Split([',', ';', ' ', '\t'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The file that is used: the first one that there is; null when there is none.</summary>
    public string? Used => Files.FirstOrDefault(File.Exists);

    /// <summary>Whether the file in use has the identity; null when it cannot be read.</summary>
    public bool? HasEntity
    {
        get
        {
            try
            {
                return Used is { } file && File.ReadLines(file).Any(line => line.Trim() == $"[{entity}]");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }
}
