namespace Abaca.Server.Parts;

/// <summary>Reads the specs of a type from a request.</summary>
static class SpecsBody
{
    const int Longest = 255;

    /// <summary>An object of texts and booleans, as it is stored: booleans become <c>True</c> and <c>False</c>.</summary>
    /// <exception cref="ApiRefusal">400: names the spec and what is wrong with it.</exception>
    /// <param name="json">The object.</param>
    /// <param name="field">What refusals call it.</param>
    /// <param name="stored">Turns name and value into the value that is stored.</param>
    public static SortedDictionary<string, string> Read(JsonElement? json, string field, Func<string, string, string> stored)
    {
        if (json is not { ValueKind: JsonValueKind.Object } specs) throw Refusals.BadField(field, "it must be an object.");
        var read = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var spec in specs.EnumerateObject())
        {
            var name = NameOf(field, spec);
            read[name] = stored(name, ValueOf(name, spec.Value));
        }
        return read;
    }

    static string NameOf(string field, JsonProperty spec)
    {
        var name = spec.Name;
        return name.Length is >= 1 and <= Longest && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or ':' or '-')
            ? name
            : throw Refusals.BadField(field, $"keys have 1 to {Longest} characters: letters, digits, underscore, period, colon and hyphen.");
    }

    static string ValueOf(string name, JsonElement value)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.True => "True",
            JsonValueKind.False => "False",
            JsonValueKind.String => value.GetString()!,
            _ => throw Refusals.BadField(name, "it must be a text or a boolean."),
        };
        return text.Length is >= 1 and <= Longest && !text.Contains('\0', StringComparison.Ordinal)
            ? text
            : throw Refusals.BadField(name, $"a value has 1 to {Longest} characters and no NUL.");
    }
}
