namespace Abaca.Server.Identity.Api;

/// <summary>What a call answers.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">Writes the members of the outermost JSON object, or null for no body.</param>
/// <param name="SubjectToken">Value of <c>X-Subject-Token</c>, or null.</param>
sealed record Answer(int Status, Action<Utf8JsonWriter>? Body = null, string? SubjectToken = null)
{
    /// <summary>204.</summary>
    public static readonly Answer Nothing = new(204);

    /// <summary>200 with a body.</summary>
    public static Answer Ok(Action<Utf8JsonWriter> body) => new(200, body);

    /// <summary>201 with a body.</summary>
    public static Answer Made(Action<Utf8JsonWriter> body) => new(201, body);

    /// <summary>200 with a list under a name, and the links that Keystone puts beside it.</summary>
    public static Answer List<T>(Exchange exchange, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write) => Ok(json =>
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartObject("links");
        json.WriteNull("next");
        json.WriteString("self", exchange.Here);
        json.WriteNull("previous");
        json.WriteEndObject();
    });

    /// <summary>One object under a name.</summary>
    public static Action<Utf8JsonWriter> One(string name, Action<Utf8JsonWriter> members) => json =>
    {
        json.WriteStartObject(name);
        members(json);
        json.WriteEndObject();
    };
}
