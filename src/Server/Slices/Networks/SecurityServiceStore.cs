namespace Abaca.Server.Networks;

/// <summary>The one writer of security services.</summary>
public sealed class SecurityServiceStore(Db db, TimeProvider clock) : Store<SecurityService>(db, Columns, Tables.All, "s.id")
{
    static readonly Columns<(string Service, string Network)> Attachments = new(c => (c.Text("a.security_service_id"), c.Text("a.share_network_id")));

    /// <summary>Columns, over the alias s.</summary>
    internal static readonly Columns<SecurityService> Columns = new(c => new SecurityService
    {
        Id = c.Word("s.id", id => new SecurityServiceId(id), s => s.Id.Text),
        ProjectId = c.Text("s.project_id", s => s.ProjectId),
        Type = c.Text("s.type", s => s.Type),
        Name = c.TextOrNull("s.name", s => s.Name),
        Description = c.TextOrNull("s.description", s => s.Description),
        DnsIp = c.TextOrNull("s.dns_ip", s => s.DnsIp),
        Server = c.TextOrNull("s.server", s => s.Server),
        Domain = c.TextOrNull("s.domain", s => s.Domain),
        User = c.TextOrNull("s.user_name", s => s.User),
        Password = c.TextOrNull("s.password", s => s.Password),
        Ou = c.TextOrNull("s.ou", s => s.Ou),
        DefaultAdSite = c.TextOrNull("s.default_ad_site", s => s.DefaultAdSite),
        CreatedAt = c.Moment("s.created_at", s => s.CreatedAt),
        UpdatedAt = c.MomentOrNull("s.updated_at", s => s.UpdatedAt),
    });

    /// <summary>Their table.</summary>
    internal static readonly Tables Tables = new("security_services s");

    /// <summary>The services that are attached to a share network.</summary>
    public ValueTask<List<SecurityService>> OfNetwork(Tx tx, ShareNetworkId network, CancellationToken ct = default) => tx.Query(
        Columns, $"FROM security_services s JOIN share_network_security_services a ON a.security_service_id = s.id WHERE a.share_network_id = {network}", ct);

    /// <summary>The share networks of services, by the services' ids.</summary>
    public async ValueTask<ILookup<string, string>> NetworksOf(IReadOnlyList<SecurityService> services, CancellationToken ct = default) => services.Count == 0
        ? Enumerable.Empty<string>().ToLookup(one => one)
        : (await Db.Query(
            Attachments,
            $"FROM share_network_security_services a WHERE a.security_service_id IN ({Sql.List([.. services.Select(s => s.Id.Text)])}) ORDER BY a.share_network_id", ct))
            .ToLookup(one => one.Service, one => one.Network);

    /// <summary>Whether a share network has it.</summary>
    public ValueTask<bool> IsAttached(Tx tx, SecurityServiceId id, CancellationToken ct = default) =>
        tx.Any($"FROM share_network_security_services WHERE security_service_id = {id}", ct);

    /// <summary>Adds one.</summary>
    public Task Insert(Tx tx, SecurityService service, CancellationToken ct = default) => tx.Execute(Columns.Insert("security_services s", service), ct);

    /// <summary>Writes all that a request can change.</summary>
    public Task Describe(Tx tx, SecurityService service, CancellationToken ct = default) => tx.Execute(
        $"""
         UPDATE security_services SET {Columns.Set(
             service, "s.type", "s.name", "s.description", "s.dns_ip", "s.server", "s.domain", "s.user_name", "s.password", "s.ou", "s.default_ad_site")},
           updated_at = {clock.GetUtcNow()}
         WHERE id = {service.Id}
         """, ct);

    /// <summary>Removes one.</summary>
    public Task Remove(Tx tx, SecurityServiceId id, CancellationToken ct = default) => tx.Execute($"DELETE FROM security_services WHERE id = {id}", ct);
}
