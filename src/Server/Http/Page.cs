using System.Text.Json;
using Abaca.Server.Microversions;
using Microsoft.AspNetCore.Http.Extensions;

namespace Abaca.Server.Http;

/// <summary>What follows a page of a list: the link to the next one and the total.</summary>
/// <param name="Limit">The limit asked for, or null: without one there is no next link.</param>
/// <param name="Id">Id of an item, for the marker.</param>
/// <param name="Total">Total number of items over all pages, or null when not asked.</param>
public sealed record Page<T>(int? Limit, Func<T, string> Id, long? Total = null) where T : class, IView<T>
{
    internal void Write(Utf8JsonWriter json, Call call, IReadOnlyList<T> views) =>
        Write(json, call, views.Count, views.Count > 0 ? Id(views[^1]) : null);

    internal void Write(Utf8JsonWriter json, Call call, int count, string? last)
    {
        if (Total is { } total) json.WriteNumber("count"u8, total);
        if (Limit is not { } limit || limit == 0 || count != limit || last is null) return;
        json.WriteStartArray(T.Shape.LinksKey);
        json.WriteStartObject();
        json.WriteString("rel"u8, "next");
        json.WriteString("href"u8, NextPage(call, last));
        json.WriteEndObject();
        json.WriteEndArray();
    }

    static string NextPage(Call call, string marker)
    {
        var query = new QueryBuilder(call.Request.Query
            .Where(p => p.Key is not "marker" and not "offset")
            .SelectMany(p => p.Value.Select(v => KeyValuePair.Create(p.Key, v ?? ""))));
        query.Add("marker", marker);
        var path = call.Request.Path.Value!["/v2/".Length..];
        var root = call.Links.Versioned[..(call.Links.Versioned.IndexOf("/v2/", StringComparison.Ordinal) + "/v2/".Length)];
        return root + path + query.ToQueryString();
    }
}

/// <summary>Which part of a list a request wants.</summary>
/// <param name="Limit">As asked, or null.</param>
/// <param name="Offset">Rows to skip.</param>
/// <param name="Marker">Id of the last item of the page before, or null: paging by key costs the same on every page.</param>
/// <param name="Most">The limit that holds: the smaller of the asked one and <c>osapi_max_limit</c>.</param>
public sealed record PageRequest(int? Limit, int Offset, string? Marker, int Most)
{
    /// <summary>Reads limit, offset and marker; refuses what is not a number of at least 0.</summary>
    public static PageRequest From(Query query, int maxLimit)
    {
        var limit = query.Count("limit");
        return new PageRequest(limit, query.Count("offset") ?? 0, query.Text("marker"), Math.Min(limit ?? maxLimit, maxLimit));
    }
}
