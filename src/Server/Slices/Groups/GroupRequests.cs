namespace Abaca.Server.Groups;

/// <summary>What the requests of this slice have in common.</summary>
static class GroupRequests
{
    /// <summary>Refuses fields that no such request has.</summary>
    /// <exception cref="ApiRefusal">400: names the field.</exception>
    public static Fields Only(this Fields fields, params string[] known)
    {
        foreach (var name in fields.Names)
        {
            if (!known.Contains(name, StringComparer.Ordinal)) throw Refusals.BadField(name, $"there is no such field; known are {string.Join(", ", known)}.");
        }
        return fields;
    }

    /// <summary>An id, or null when absent.</summary>
    /// <exception cref="ApiRefusal">400: it is no uuid.</exception>
    public static string? Id(this Fields fields, string name) => fields.Reference(name) is { } id ? IdOf(name, id) : null;

    /// <summary>Names or ids, each once, in the order sent; null when absent.</summary>
    /// <exception cref="ApiRefusal">400: it is no list of texts.</exception>
    public static IReadOnlyList<string>? Texts(this Fields fields, string name)
    {
        if (fields.Find(name) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.Array) throw Refusals.BadField(name, "it must be a list of texts.");
        var texts = new List<string>();
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String) throw Refusals.BadField(name, "it must be a list of texts.");
            var text = item.GetString()!;
            if (text.Length is 0 or > Fields.LongestName || text.Contains('\0', StringComparison.Ordinal)) throw Refusals.BadField(name, "an item is empty, too long or holds a NUL character.");
            if (!texts.Contains(text)) texts.Add(text);
        }
        return texts;
    }

    /// <summary>Ids, each once; null when absent.</summary>
    /// <exception cref="ApiRefusal">400: one is no uuid.</exception>
    public static IReadOnlyList<string>? Ids(this Fields fields, string name) => fields.Texts(name)?.Select(id => IdOf(name, id)).ToList();

    static string IdOf(string field, string id) => Guid.TryParse(id, out _) ? id : throw Refusals.BadField(field, $"'{id}' is not an id (uuid).");
}
