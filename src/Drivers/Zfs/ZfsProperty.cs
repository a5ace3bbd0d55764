using System.Globalization;

namespace Abaca.Drivers.Zfs;

/// <summary>A property with its value, as <c>zfs create -o</c> takes it.</summary>
/// <param name="Name">Name of the property.</param>
/// <param name="Value">Its value.</param>
sealed record ZfsProperty(string Name, string Value)
{
    /// <summary>Reads <c>name=value</c>; null when the text is something else.</summary>
    public static ZfsProperty? Parse(string text) =>
        text.Split('=', 2) is [var name, { Length: > 0 } value] && Dataset.IsGoodPart(name.Trim()) ? new ZfsProperty(name.Trim(), value.Trim()) : null;

    /// <summary>The same; a limit of that name is at least so many bytes.</summary>
    public ZfsProperty AtLeast(string name, long bytes) =>
        Name == name && long.TryParse(Value.TrimEnd('G'), NumberStyles.None, CultureInfo.InvariantCulture, out var gib) && gib << 30 < bytes
            ? this with { Value = bytes.ToString(CultureInfo.InvariantCulture) }
            : this;

    /// <inheritdoc/>
    public override string ToString() => $"{Name}={Value}";
}
