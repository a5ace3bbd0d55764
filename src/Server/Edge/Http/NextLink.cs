using Microsoft.AspNetCore.Http.Extensions;

namespace Abaca.Server.Http;

/// <summary>The link from one page of a list to the next.</summary>
static class NextLink
{
    /// <summary>Writes it.</summary>
    /// <param name="json">Where to, inside the answer's object.</param>
    /// <param name="call">Whose links.</param>
    /// <param name="key">Name of the list of links.</param>
    /// <param name="marker">Id of the last item of this page.</param>
    public static void Write(Utf8JsonWriter json, Call call, string key, string marker)
    {
        json.WriteStartArray(key);
        json.WriteStartObject();
        json.WriteString("rel"u8, "next");
        json.WriteString("href"u8, To(call, marker));
        json.WriteEndObject();
        json.WriteEndArray();
    }

    static string To(Call call, string marker)
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
