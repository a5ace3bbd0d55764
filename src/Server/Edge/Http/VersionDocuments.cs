using Microsoft.AspNetCore.Http;

namespace Abaca.Server.Http;

/// <summary>The documents that clients read to find out what we speak: at <c>/</c> (300) and at <c>/v2/</c> (200).</summary>
static class VersionDocuments
{
    /// <summary>Writes the list with its one entry: some clients fail on more.</summary>
    public static async Task Write(HttpContext http, int status, string? baseUrl)
    {
        var root = baseUrl?.TrimEnd('/') ?? $"{http.Request.Scheme}://{http.Request.Host.Value}";
        using var buffer = new PooledBuffer();
        using (var json = new Utf8JsonWriter(buffer, JsonStyle.Writer)) WriteDocument(json, root);
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await buffer.SendTo(http.Response);
    }

    static void WriteDocument(Utf8JsonWriter json, string root)
    {
        json.WriteStartObject();
        json.WriteStartArray("versions"u8);
        json.WriteStartObject();
        json.WriteString("id"u8, "v2.0");
        json.WriteString("status"u8, "CURRENT");
        json.WriteString("version"u8, ApiVersion.Newest.ToString());
        json.WriteString("min_version"u8, ApiVersion.Oldest.ToString());
        json.WriteString("updated"u8, "2015-08-27T11:33:21Z");
        json.WriteStartArray("links"u8);
        WriteLink(json, "describedby", "http://docs.openstack.org/", "text/html");
        WriteLink(json, "self", $"{root}/v2/", null);
        json.WriteEndArray();
        json.WriteStartArray("media-types"u8);
        json.WriteStartObject();
        json.WriteString("base"u8, "application/json");
        json.WriteString("type"u8, "application/vnd.openstack.share+json;version=1");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteLink(Utf8JsonWriter json, string rel, string href, string? type)
    {
        json.WriteStartObject();
        json.WriteString("rel"u8, rel);
        if (type is not null) json.WriteString("type"u8, type);
        json.WriteString("href"u8, href);
        json.WriteEndObject();
    }
}
