namespace Abaca.Server.Identity.Api;

/// <summary>A JSON object of a request, read strictly: whatever is missing or of the wrong kind is a 400 that names its place.</summary>
readonly struct Form
{
    readonly JsonElement element;
    readonly string place;

    /// <summary>Wraps a value that must be an object.</summary>
    public Form(JsonElement element, string place)
    {
        if (element.ValueKind != JsonValueKind.Object) throw Wrong(place, "an object");
        this.element = element;
        this.place = place;
    }

    /// <summary>Whether the field is there, be it null.</summary>
    public bool Has(string name) => Get(name) is not null;

    /// <summary>An object that must be there.</summary>
    public Form Object(string name) => new(Required(name), Place(name));

    /// <summary>An object, or null when it is absent or null.</summary>
    public Form? ObjectOrNull(string name) => Present(name) is { } value ? new Form(value, Place(name)) : null;

    /// <summary>The items of a list of objects, or null when it is absent or null.</summary>
    public List<Form>? ObjectsOrNull(string name)
    {
        if (Present(name) is not { } list) return null;
        if (list.ValueKind != JsonValueKind.Array) throw Wrong(Place(name), "a list");
        var at = Place(name);
        return [.. list.EnumerateArray().Select(item => new Form(item, at + "[]"))];
    }

    /// <summary>The items of a list of texts that must be there.</summary>
    public List<string> Texts(string name)
    {
        var list = Required(name);
        if (list.ValueKind != JsonValueKind.Array) throw Wrong(Place(name), "a list");
        var at = Place(name);
        return [.. list.EnumerateArray().Select(item => TextOf(item, at + "[]"))];
    }

    /// <summary>A text that must be there.</summary>
    public string Text(string name) => TextOf(Required(name), Place(name));

    /// <summary>A text, or null when it is absent or null.</summary>
    public string? TextOrNull(string name) => Present(name) is { } value ? TextOf(value, Place(name)) : null;

    /// <summary>A short text for people, or null: at most 1000 characters, for an address 255.</summary>
    public string? ProseOrNull(string name, int longest = 1000)
    {
        var text = TextOrNull(name);
        return text is null || (text.Length <= longest && !text.Contains('\0', StringComparison.Ordinal))
            ? text
            : throw Wrong(Place(name), $"a text of at most {longest} characters");
    }

    /// <summary>A name that must be there: 1 to 255 characters, not only blanks, no control characters.</summary>
    public string Name(string name)
    {
        var text = Text(name);
        return text.Length <= 255 && !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl)
            ? text
            : throw Wrong(Place(name), "a name of 1 to 255 characters without control characters");
    }

    /// <summary>A flag, or null when it is absent or null.</summary>
    public bool? FlagOrNull(string name) => Present(name) is not { } value ? null : value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(Place(name), "true or false"),
    };

    /// <summary>
    /// Whether the field holds nothing that would ask for something: absent, null, false, an empty text or list, or an object of nothing else.
    /// Clients send options of users that way which they do not mean to set.
    /// </summary>
    public bool IsIdle(string name) => Get(name) is not { } value || IsIdle(value);

    static bool IsIdle(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.String => value.ValueEquals(""),
        JsonValueKind.Object => value.EnumerateObject().All(member => IsIdle(member.Value)),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        _ => false,
    };

    /// <summary>Whether the field is this text.</summary>
    public bool Is(string name, string text) => Get(name) is { ValueKind: JsonValueKind.String } value && TextOf(value, name) == text;

    static string TextOf(JsonElement value, string place)
    {
        if (value.ValueKind != JsonValueKind.String) throw Wrong(place, "a text");
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException) // half a surrogate pair, or bytes that are not UTF-8
        {
            throw Wrong(place, "valid Unicode");
        }
    }

    static IdentityRefusal Wrong(string place, string wanted) => IdentityRefusals.Bad($"Invalid input for field '{place}': it must be {wanted}.");

    JsonElement Required(string name) => Get(name) ?? throw IdentityRefusals.Bad($"'{Place(name)}' is a required property.");

    JsonElement? Present(string name) => Get(name) is { ValueKind: not JsonValueKind.Null } value ? value : null;

    JsonElement? Get(string name)
    {
        try
        {
            return element.TryGetProperty(name, out var value) ? value : null;
        }
        catch (InvalidOperationException) // a field name that is not valid Unicode
        {
            throw Wrong(place, "valid Unicode");
        }
    }

    string Place(string name) => place.Length == 0 ? name : $"{place}.{name}";
}
