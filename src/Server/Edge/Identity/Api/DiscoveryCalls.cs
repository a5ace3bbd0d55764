namespace Abaca.Server.Identity.Api;

/// <summary>Which version there is. Needs no token.</summary>
sealed class DiscoveryCalls
{
    /// <summary>The newest version whose calls are here: application credentials and system scope came with it.</summary>
    const string Version = "v3.10";

    /// <summary>The calls.</summary>
    public IEnumerable<Route> Routes =>
    [
        new("GET", "/", (exchange, _) => Task.FromResult(new Answer(300, json =>
        {
            json.WriteStartObject("versions");
            json.WriteStartArray("values");
            json.WriteStartObject();
            Write(json, exchange);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }))),
        new("GET", "/v3", (exchange, _) => Task.FromResult(Answer.Ok(Answer.One("version", json => Write(json, exchange))))),
    ];

    static void Write(Utf8JsonWriter json, Exchange exchange)
    {
        json.WriteString("id", Version);
        json.WriteString("status", "stable");
        json.WriteString("updated", "2018-02-28T00:00:00Z");
        json.WriteStartArray("links");
        json.WriteStartObject();
        json.WriteString("rel", "self");
        json.WriteString("href", exchange.Root + "/");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartArray("media-types");
        json.WriteStartObject();
        json.WriteString("base", "application/json");
        json.WriteString("type", "application/vnd.openstack.identity-v3+json");
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
