using System.Text.Json.Nodes;

namespace Abaca.Client;

/// <summary>Parts of request bodies that several calls share.</summary>
static class Body
{
    /// <summary>An object of texts.</summary>
    public static JsonObject Map(IEnumerable<KeyValuePair<string, string>> items) =>
        new(items.Select(item => new KeyValuePair<string, JsonNode?>(item.Key, JsonValue.Create(item.Value))));

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
