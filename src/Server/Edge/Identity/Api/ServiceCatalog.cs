using System.Security.Cryptography;
using System.Text;

namespace Abaca.Server.Identity.Api;

/// <summary>
/// The services that clients find here. Computed, not stored: there is nothing to keep in step. The share service is published under every
/// type that its clients look for, since some know only one of them: <c>share</c>, which once meant the API's first version, is what Horizon
/// asks for before it shows a panel. All lead to the same address, without a project id, so that none leads to what is not there.
/// </summary>
sealed class ServiceCatalog(IdentitySettings settings)
{
    static readonly string[] Interfaces = ["public", "internal", "admin"];

    /// <summary>All services.</summary>
    public static readonly IReadOnlyList<Service> Services =
    [
        new("shared-file-system", "manila", "/v2", "Shared file systems"),
        new("sharev2", "manilav2", "/v2", "Shared file systems"),
        new("share", "manila", "/v2", "Shared file systems"),
        new("identity", "keystone", "/identity", "Identity"),
    ];

    /// <summary>All endpoints of all services.</summary>
    public IReadOnlyList<Endpoint> Endpoints { get; } =
        [.. from service in Services from face in Interfaces select new Endpoint(service, face, settings.Region)];

    /// <summary>The region.</summary>
    public string Region => settings.Region;

    /// <summary>Writes the catalog of a token.</summary>
    public void Write(Utf8JsonWriter json, string origin)
    {
        json.WriteStartArray("catalog");
        foreach (var service in Services)
        {
            json.WriteStartObject();
            json.WriteStartArray("endpoints");
            foreach (var endpoint in Endpoints.Where(e => e.Service == service)) WriteEndpoint(json, endpoint, origin);
            json.WriteEndArray();
            json.WriteString("id", service.Id);
            json.WriteString("type", service.Type);
            json.WriteString("name", service.Name);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void WriteEndpoint(Utf8JsonWriter json, Endpoint endpoint, string origin)
    {
        json.WriteStartObject();
        json.WriteString("id", endpoint.Id);
        json.WriteString("interface", endpoint.Interface);
        json.WriteString("region", endpoint.Region);
        json.WriteString("region_id", endpoint.Region);
        json.WriteString("url", origin + endpoint.Service.Path);
        json.WriteEndObject();
    }

    static string IdOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));

    /// <summary>A service.</summary>
    /// <param name="Type">What clients look for.</param>
    /// <param name="Name">What people call it.</param>
    /// <param name="Path">Where it is on this server.</param>
    /// <param name="Description">In words.</param>
    public sealed record Service(string Type, string Name, string Path, string Description)
    {
        /// <summary>Always the same for the same service.</summary>
        public string Id { get; } = IdOf("service " + Type);
    }

    /// <summary>An endpoint.</summary>
    /// <param name="Service">Of what.</param>
    /// <param name="Interface">For whom.</param>
    /// <param name="Region">Where.</param>
    public sealed record Endpoint(Service Service, string Interface, string Region)
    {
        /// <summary>Always the same for the same endpoint.</summary>
        public string Id { get; } = IdOf($"endpoint {Service.Type} {Interface} {Region}");
    }
}
