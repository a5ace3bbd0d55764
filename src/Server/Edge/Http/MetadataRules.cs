namespace Abaca.Server.Http;

/// <summary>Manila's rules for metadata of any resource.</summary>
public static class MetadataRules
{
    const int LongestKey = 255;
    const int LongestValue = 1023;

    /// <summary>Checks keys and values.</summary>
    /// <exception cref="ApiRefusal">400: blank or too long.</exception>
    public static void Check(IEnumerable<KeyValuePair<string, string>> items)
    {
        foreach (var (key, value) in items)
        {
            if (string.IsNullOrWhiteSpace(key)) throw Refusals.Bad("Metadata property key is blank.");
            if (key.Contains('\0', StringComparison.Ordinal)) throw Refusals.Bad("Metadata property key holds a NUL character.");
            if (key.Length > LongestKey) throw Refusals.Bad($"Metadata property key is longer than {LongestKey} characters.");
            if (string.IsNullOrWhiteSpace(value)) throw Refusals.Bad("Metadata property value is blank.");
            if (value.Length > LongestValue) throw Refusals.Bad($"Metadata property value is longer than {LongestValue} characters.");
        }
    }
}
