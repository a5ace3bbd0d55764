namespace Abaca.Drivers.Zfs;

/// <summary>A property with its value, as <c>zfs create -o</c> takes it.</summary>
/// <param name="Name">Name of the property.</param>
/// <param name="Value">Its value.</param>
sealed record ZfsProperty(string Name, string Value)
{
    /// <summary>Reads <c>name=value</c>; null when the text is something else.</summary>
    public static ZfsProperty? Parse(string text) =>
        text.Split('=', 2) is [var name, { Length: > 0 } value] && Dataset.IsGoodPart(name.Trim()) ? new ZfsProperty(name.Trim(), value.Trim()) : null;

    /// <inheritdoc/>
    public override string ToString() => $"{Name}={Value}";
}
