namespace Abaca.Server.Networks;

/// <summary>A security service on the wire.</summary>
/// <param name="Service">What is shown.</param>
public sealed record SecurityServiceView(SecurityService Service) : IView<SecurityServiceView>
{
    /// <inheritdoc/>
    public static ViewShape<SecurityServiceView> Shape { get; } = new ViewShape<SecurityServiceView>("security_service", "security_services", "")
        .Summary("id", "name", "type", "status")
        .Text("id", v => v.Service.Id.Text)
        .Text("name", v => v.Service.Name)
        .Text("type", v => v.Service.Type)
        .Text("status", _ => "new") // Manila knows no other
        .Moment("created_at", v => v.Service.CreatedAt)
        .Moment("updated_at", v => v.Service.UpdatedAt)
        .Text("description", v => v.Service.Description)
        .Text("dns_ip", v => v.Service.DnsIp)
        .Text("server", v => v.Service.Server)
        .Text("domain", v => v.Service.Domain)
        .Text("user", v => v.Service.User)
        .Text("password", v => v.Service.Password)
        .Text("project_id", v => v.Service.ProjectId)
        .Text("ou", v => v.Service.Ou)
        .Text("default_ad_site", v => v.Service.DefaultAdSite)
        .Custom("share_networks", static (json, v, _) =>
        {
            if (v.Service.Networks is not { } networks) return; // shown in detailed lists only
            json.WriteStartArray("share_networks"u8);
            foreach (var id in networks) json.WriteStringValue(id);
            json.WriteEndArray();
        });

    // The password must not get into a log by way of the generated text.
    /// <inheritdoc/>
    public override string ToString() => Service.ToString();
}
