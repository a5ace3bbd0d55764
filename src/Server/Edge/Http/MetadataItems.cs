namespace Abaca.Server.Http;

/// <summary>What requests about metadata have in common, whatever bears it: bodies, answers and changes of items.</summary>
public static class MetadataItems
{
    /// <summary>The items in the body.</summary>
    /// <exception cref="ApiRefusal">400: there are none, or they break the rules of metadata.</exception>
    public static SortedDictionary<string, string> Asked(Call call) =>
        call.BareBody().Metadata("metadata") ?? throw Refusals.Bad("The request body must hold the object 'metadata'.");

    /// <summary>The one item in the body, which must be that of the path.</summary>
    /// <exception cref="ApiRefusal">400: it is another one, or there are several.</exception>
    public static SortedDictionary<string, string> AskedItem(Call call)
    {
        var asked = Asked(call);
        return asked.Count == 1 && asked.ContainsKey(call["key"]) ? asked : throw Refusals.Bad($"The body must hold exactly the item '{call["key"]}'.");
    }

    /// <summary>The answer with the item of the path.</summary>
    /// <exception cref="ApiRefusal">404: there is no such item.</exception>
    public static Reply One(Call call, IReadOnlyDictionary<string, string> items)
    {
        var key = call["key"];
        return items.TryGetValue(key, out var value) ? Reply.Map("meta", new Dictionary<string, string> { [key] = value }) : throw Missing(key);
    }

    /// <summary>Old and new items; for a key in both, the new.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Union(IEnumerable<KeyValuePair<string, string>> old, SortedDictionary<string, string> asked) =>
        old.Where(item => !asked.ContainsKey(item.Key)).Concat(asked);

    /// <summary>All items but the one of the path.</summary>
    /// <exception cref="ApiRefusal">404: there is no such item.</exception>
    public static IEnumerable<KeyValuePair<string, string>> Without(Call call, IReadOnlyDictionary<string, string> items)
    {
        var key = call["key"];
        return items.ContainsKey(key) ? items.Where(item => item.Key != key) : throw Missing(key);
    }

    /// <summary>As they are stored and shown: in the order of their keys.</summary>
    public static SortedDictionary<string, string> Sorted(IEnumerable<KeyValuePair<string, string>> items) =>
        new(items.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);

    static ApiRefusal Missing(string key) => Refusals.NotFound("Metadata item", key);
}
