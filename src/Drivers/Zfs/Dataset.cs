namespace Abaca.Drivers.Zfs;

/// <summary>The name of a file system in a pool; checked, so it is never taken for an option or something else.</summary>
/// <param name="Name">The whole name: pool/…/name.</param>
readonly record struct Dataset(string Name)
{
    /// <summary>Longest name that ZFS takes, snapshot and all (ZFS_MAX_DATASET_NAME_LEN less the final zero).</summary>
    public const int Longest = 255;

    /// <summary>Name of its pool.</summary>
    public string Pool => Name.Split('/')[0];

    /// <summary>A snapshot of it.</summary>
    public string At(string tag) => $"{Name}@{tag}";

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Reads a whole name; null when ZFS would not take it.</summary>
    public static Dataset? Parse(string name) =>
        name.Length <= Longest && name.Split('/').All(IsGoodPart) ? new Dataset(name) : null;

    /// <summary>A part of a name: letters, digits and <c>_ - . :</c> (zfs(8)), here never with a hyphen or a dot first.</summary>
    public static bool IsGoodPart(string part) =>
        part.Length > 0 && part[0] is not ('-' or '.') && part.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.' or ':');
}
