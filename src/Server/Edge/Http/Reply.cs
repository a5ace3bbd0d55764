namespace Abaca.Server.Http;

/// <summary>An answer in the newest shape; writing it makes it look as the client's version expects.</summary>
public sealed class Reply
{
    readonly Func<JsonAnswer, Call, ValueTask>? write;

    Reply(int status, Func<JsonAnswer, Call, ValueTask>? write) => (Status, this.write) = (status, write);

    Reply(int status, Action<Utf8JsonWriter, Call> write) : this(status, (answer, call) =>
    {
        write(answer.Json, call);
        return ValueTask.CompletedTask;
    })
    {
    }

    /// <summary>HTTP status.</summary>
    public int Status { get; }

    /// <summary>Whether there is a body.</summary>
    public bool HasBody => write is not null;

    /// <summary>202 without a body.</summary>
    public static Reply Accepted { get; } = Empty(202);

    /// <summary>A status without a body.</summary>
    public static Reply Empty(int status) => new(status, (Func<JsonAnswer, Call, ValueTask>?)null);

    /// <summary>One object in its envelope.</summary>
    public static Reply One<T>(T view, int status = 200, ViewForm form = ViewForm.Show) where T : class, IView<T> =>
        new(status, (json, call) =>
        {
            json.WriteStartObject();
            json.WritePropertyName(T.Shape.One);
            Write(json, call, view, form);
            json.WriteEndObject();
        });

    /// <summary>One object without envelope.</summary>
    public static Reply Bare<T>(T view, int status = 200, ViewForm form = ViewForm.Show) where T : class, IView<T> =>
        new(status, (json, call) => Write(json, call, view, form));

    /// <summary>A list in its envelope, with links to the next page and a count where given.</summary>
    /// <param name="views">The items; with a page, as many as it wanted.</param>
    /// <param name="form">How much of each.</param>
    /// <param name="page">Which part of the list they are; null when they are all there is.</param>
    public static Reply Many<T>(IReadOnlyList<T> views, ViewForm form, Page<T>? page = null) where T : class, IView<T> =>
        new(200, async (answer, call) =>
        {
            var (json, compiled) = (answer.Json, call.History.View<T>());
            json.WriteStartObject();
            json.WriteStartArray(T.Shape.Many);
            foreach (var view in views.Take(page?.Asked.Shown(views.Count) ?? views.Count))
            {
                compiled.Write(json, view, call.Version, call.Audience, form, call.Links);
                await answer.Next(call.Aborted);
            }
            json.WriteEndArray();
            page?.Write(json, call, views);
            json.WriteEndObject();
        });

    /// <summary>A list of objects that are rendered already (see <see cref="Call.Render"/>).</summary>
    /// <param name="items">Those that are shown.</param>
    /// <param name="page">Which part of the list they are.</param>
    /// <param name="found">How many were found of those that the page wanted.</param>
    /// <param name="last">Id of the last one shown.</param>
    internal static Reply Rendered<T>(IAsyncEnumerable<byte[]> items, Page<T> page, int found, string? last) where T : class, IView<T> =>
        new(200, async (answer, call) =>
        {
            var json = answer.Json;
            json.WriteStartObject();
            json.WriteStartArray(T.Shape.Many);
            await foreach (var item in items.WithCancellation(call.Aborted))
            {
                json.WriteRawValue(item, skipInputValidation: true);
                await answer.Next(call.Aborted);
            }
            json.WriteEndArray();
            page.Write(json, call, found, last);
            json.WriteEndObject();
        });

    /// <summary>Anything else; the function writes one JSON value.</summary>
    public static Reply Json(Action<Utf8JsonWriter> value, int status = 200) => new(status, (json, _) => value(json));

    /// <summary>Anything else that depends on the call.</summary>
    public static Reply Written(Action<Utf8JsonWriter, Call> value, int status = 200) => new(status, value);

    /// <summary>A list with nothing in it.</summary>
    public static Reply EmptyList(string envelope) => Json(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray(envelope);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>An object of texts under one key.</summary>
    public static Reply Map(string envelope, IReadOnlyDictionary<string, string> items) => Json(json =>
    {
        json.WriteStartObject();
        json.WriteStartObject(envelope);
        foreach (var (key, value) in items) json.WriteString(key, value);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    /// <summary>Writes the body.</summary>
    internal ValueTask WriteTo(JsonAnswer answer, Call call) => write!(answer, call);

    static void Write<T>(Utf8JsonWriter json, Call call, T view, ViewForm form) where T : class, IView<T> =>
        call.History.View<T>().Write(json, view, call.Version, call.Audience, form, call.Links);
}
