namespace Abaca.Server.Http;

/// <summary>
/// A JSON object from a request, read field by field. Fields that the request's version does not know are invisible.
/// Every reader refuses a wrong type with 400 and names the field.
/// </summary>
public sealed class Fields(JsonElement json, Func<string, bool> known)
{
    /// <summary>Longest name and description.</summary>
    public const int LongestName = 255;

    /// <summary>Whether the field is there and not null.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>Whether the field is there, null included.</summary>
    public bool Mentions(string name) => known(name) && json.TryGetProperty(name, out _);

    /// <summary>Names of all fields sent.</summary>
    public IEnumerable<string> Names => json.EnumerateObject().Select(p => p.Name);

    /// <summary>The raw value, or null when absent or null.</summary>
    public JsonElement? Find(string name) =>
        known(name) && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A text of at most <paramref name="longest"/> characters, or null.</summary>
    public string? Text(string name, int longest = LongestName)
    {
        if (Find(name) is not { } value) return null;
        var text = TextOf(name, value);
        return text.Length <= longest ? text : throw Refusals.BadField(name, $"it has {text.Length} characters; at most {longest} are allowed.");
    }

    /// <summary>The text that is sent, null included; what is there already when the field is not mentioned.</summary>
    public string? TextOr(string name, string? now) => Mentions(name) ? Text(name) : now;

    /// <summary>A text under its name or, where that is empty, under an older name. Both are checked, whichever is used.</summary>
    public string? TextOrSynonym(string name, string older)
    {
        var (text, synonym) = (Text(name), Text(older));
        return string.IsNullOrEmpty(text) ? synonym ?? text : text;
    }

    /// <summary>
    /// The id or name of something else, or null: an empty text names nothing, and is what forms send for a field that was left open.
    /// </summary>
    public string? Reference(string name) => Text(name) is { Length: > 0 } named ? named : null;

    /// <summary>A text that must be there and not be blank.</summary>
    public string Required(string name, int longest = LongestName)
    {
        var text = Text(name, longest);
        return string.IsNullOrWhiteSpace(text) ? throw Refusals.BadField(name, "a value is required.") : text;
    }

    /// <summary>A whole number from a JSON number or a text of digits, or null.</summary>
    public long? Number(string name)
    {
        if (Find(name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)) return number;
        if (value.ValueKind == JsonValueKind.String
            && long.TryParse(TextOf(name, value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)) return number;
        throw Refusals.BadField(name, "it is not a whole number.");
    }

    /// <summary>A size in GiB between 1 and 2147483647.</summary>
    public int? Size(string name) => Number(name) switch
    {
        null => null,
        >= 1 and <= int.MaxValue and var size => (int)size,
        var size => throw Refusals.BadField(name, $"{size} is not a size in GiB between 1 and {int.MaxValue}."),
    };

    /// <summary>A flag in any of the spellings that Manila takes, or null.</summary>
    public bool? Flag(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.Number } number => Flags.Parse(number.GetRawText()) ?? throw NotFlag(name),
        { ValueKind: JsonValueKind.String } text => Flags.Parse(TextOf(name, text)) ?? throw NotFlag(name),
        _ => throw NotFlag(name),
    };

    /// <summary>A nested object, or null.</summary>
    public Fields? Object(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } value => new Fields(value, static _ => true),
        _ => throw Refusals.BadField(name, "it must be an object."),
    };

    /// <summary>An object of texts under Manila's metadata rules (keys 1 to 255, values 1 to 1023 characters), or null.</summary>
    public SortedDictionary<string, string>? Metadata(string name)
    {
        if (Find(name) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.Object) throw Refusals.BadField(name, "it must be an object.");
        var items = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in value.EnumerateObject())
        {
            if (item.Value.ValueKind != JsonValueKind.String) throw Refusals.BadField(name, "every value must be a text.");
            items[item.Name] = TextOf(name, item.Value);
        }
        MetadataRules.Check(items);
        return items;
    }

    static string TextOf(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) throw Refusals.BadField(name, "it must be a text.");
        var text = value.GetString()!;
        return text.Contains('\0', StringComparison.Ordinal) ? throw Refusals.BadField(name, "it holds a NUL character.") : text;
    }

    static ApiRefusal NotFlag(string name) => Refusals.BadField(name, "it is neither true nor false.");
}
