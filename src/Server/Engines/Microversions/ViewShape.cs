namespace Abaca.Server.Microversions;

/// <summary>Who may see a field.</summary>
[Flags]
public enum Audience
{
    /// <summary>Every caller who may see the resource.</summary>
    Everyone = 0,
    /// <summary>Role admin (rule <c>context_is_admin</c>).</summary>
    Admin = 1,
    /// <summary>Admin of a project (rule <c>context_is_host_admin</c>): back-end fields.</summary>
    HostAdmin = 2,
}

/// <summary>How much of a view an endpoint shows.</summary>
public enum ViewForm
{
    /// <summary>Fields of plain lists.</summary>
    Summary,
    /// <summary>Fields of detailed lists.</summary>
    Detail,
    /// <summary>Fields of a single object.</summary>
    Show,
}

/// <summary>Base of the links in an answer.</summary>
/// <param name="Versioned">Scheme, host and <c>/v2/</c>, with the project when the request had it; ends in a slash.</param>
/// <param name="Unversioned">The same without <c>v2/</c>.</param>
public sealed record LinkBase(string Versioned, string Unversioned);

/// <summary>A record that can be shown on the wire.</summary>
/// <typeparam name="TSelf">The record itself.</typeparam>
public interface IView<TSelf> where TSelf : IView<TSelf>
{
    /// <summary>Its wire form in the newest version, with every field ever shown.</summary>
    static abstract ViewShape<TSelf> Shape { get; }
}

/// <summary>One field of a view.</summary>
public sealed record ViewField<T>(string Name, ViewForm From, Audience For, Action<Utf8JsonWriter, T, LinkBase> Write);

/// <summary>The fields of a view in wire order; built once, then read only.</summary>
/// <param name="one">Envelope of a single object.</param>
/// <param name="many">Envelope of a list.</param>
/// <param name="linksKey">Key of the next-page links of a list.</param>
public sealed class ViewShape<T>(string one, string many, string? linksKey = null)
{
    readonly List<ViewField<T>> fields = [];
    HashSet<string> summary = [];

    /// <summary>Envelope of a single object.</summary>
    public string One { get; } = one;

    /// <summary>Envelope of a list.</summary>
    public string Many { get; } = many;

    /// <summary>Key of the next-page links.</summary>
    public string LinksKey { get; } = linksKey ?? $"{many}_links";

    /// <summary>Fields in wire order.</summary>
    public IReadOnlyList<ViewField<T>> Fields => fields;

    /// <summary>Whether the field is part of plain lists.</summary>
    public bool InSummary(string name) => summary.Contains(name);

    /// <summary>Names the fields of plain lists; without this call plain lists are detailed.</summary>
    public ViewShape<T> Summary(params string[] names)
    {
        summary = [.. names];
        return this;
    }

    /// <summary>Whether plain lists have fewer fields.</summary>
    public bool HasSummary => summary.Count > 0;

    /// <summary>A text field, null allowed.</summary>
    public ViewShape<T> Text(string name, Func<T, string?> get, Audience audience = Audience.Everyone, ViewForm from = ViewForm.Detail)
    {
        var key = JsonEncodedText.Encode(name);
        return Custom(name, (json, view, _) => json.WriteString(key, get(view)), audience, from);
    }

    /// <summary>A whole number.</summary>
    public ViewShape<T> Number(string name, Func<T, long> get, Audience audience = Audience.Everyone)
    {
        var key = JsonEncodedText.Encode(name);
        return Custom(name, (json, view, _) => json.WriteNumber(key, get(view)), audience);
    }

    /// <summary>true or false.</summary>
    public ViewShape<T> Flag(string name, Func<T, bool> get, Audience audience = Audience.Everyone)
    {
        var key = JsonEncodedText.Encode(name);
        return Custom(name, (json, view, _) => json.WriteBoolean(key, get(view)), audience);
    }

    /// <summary>true, false or null.</summary>
    public ViewShape<T> FlagOrNull(string name, Func<T, bool?> get)
    {
        var key = JsonEncodedText.Encode(name);
        return Custom(name, (json, view, _) =>
        {
            if (get(view) is { } flag) json.WriteBoolean(key, flag);
            else json.WriteNull(key);
        });
    }

    /// <summary>A moment in Manila's form: UTC, six digits of fraction, no zone.</summary>
    public ViewShape<T> Moment(string name, Func<T, DateTimeOffset?> get, ViewForm from = ViewForm.Detail)
    {
        var key = JsonEncodedText.Encode(name);
        return Custom(name, (json, view, _) => WriteMoment(json, key, get(view)), Audience.Everyone, from);
    }

    /// <summary>An object of texts.</summary>
    public ViewShape<T> Map(string name, Func<T, IReadOnlyDictionary<string, string>> get)
    {
        var key = JsonEncodedText.Encode(name);
        return Custom(name, (json, view, _) =>
        {
            json.WriteStartObject(key);
            foreach (var (item, value) in get(view)) json.WriteString(item, value);
            json.WriteEndObject();
        });
    }

    /// <summary>A list of texts.</summary>
    public ViewShape<T> List(string name, Func<T, IReadOnlyList<string>> get)
    {
        var key = JsonEncodedText.Encode(name);
        return Custom(name, (json, view, _) =>
        {
            json.WriteStartArray(key);
            foreach (var item in get(view)) json.WriteStringValue(item);
            json.WriteEndArray();
        });
    }

    /// <summary>The <c>self</c> and <c>bookmark</c> links of a resource.</summary>
    /// <param name="collection">Path of the collection, without slashes around it.</param>
    /// <param name="id">Id of the resource.</param>
    public ViewShape<T> Links(string collection, Func<T, string> id) => Custom("links", (json, view, links) =>
    {
        json.WriteStartArray("links"u8);
        WriteLink(json, "self", $"{links.Versioned}{collection}/{id(view)}");
        WriteLink(json, "bookmark", $"{links.Unversioned}{collection}/{id(view)}");
        json.WriteEndArray();
    });

    /// <summary>Any other field; the function writes name and value.</summary>
    public ViewShape<T> Custom(
        string name, Action<Utf8JsonWriter, T, LinkBase> write, Audience audience = Audience.Everyone, ViewForm from = ViewForm.Detail)
    {
        fields.Add(new ViewField<T>(name, from, audience, write));
        return this;
    }

    static void WriteLink(Utf8JsonWriter json, string rel, string href)
    {
        json.WriteStartObject();
        json.WriteString("rel"u8, rel);
        json.WriteString("href"u8, href);
        json.WriteEndObject();
    }

    static void WriteMoment(Utf8JsonWriter json, JsonEncodedText key, DateTimeOffset? at)
    {
        if (at is not { } moment)
        {
            json.WriteNull(key);
            return;
        }
        Span<char> text = stackalloc char[26];
        moment.UtcDateTime.TryFormat(text, out _, "yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
        json.WriteString(key, text);
    }
}
