namespace Abaca.Client;

/// <summary>Parts of request bodies that several calls share.</summary>
static class Body
{
    /// <summary>An object of texts.</summary>
    public static JsonObject Map(IEnumerable<KeyValuePair<string, string>> items) =>
        new(items.Select(item => new KeyValuePair<string, JsonNode?>(item.Key, JsonValue.Create(item.Value))));

    /// <summary>What something that comes under management gets: a name, a description, and options for its driver.</summary>
    public static JsonObject Adopted(string? name, string? description, IReadOnlyDictionary<string, string> driverOptions)
    {
        var body = new JsonObject();
        if (name is not null) body["name"] = name;
        if (description is not null) body["description"] = description;
        if (driverOptions.Count > 0) body["driver_options"] = Map(driverOptions);
        return body;
    }

    /// <summary>The changed fields, under the names that updates take (<c>display_name</c>, not <c>name</c>).</summary>
    public static JsonObject Of(Changes changes)
    {
        var body = new JsonObject();
        if (changes.Name is { } name) body["display_name"] = name;
        if (changes.Description is { } description) body["display_description"] = description;
        if (changes.IsPublic is { } isPublic) body["is_public"] = isPublic;
        return body;
    }
}
