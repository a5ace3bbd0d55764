namespace Abaca.Server.Networks;

/// <summary>What security services are composed of: lists, and updates.</summary>
public sealed class SecurityServiceParts(Visible<SecurityService> visible, SecurityServiceStore services)
    : IListOf<SecurityService, SecurityServiceView>, IUpdateOf<SecurityService>
{
    static readonly string[] Exact = ["id", "name", "type", "server", "dns_ip", "domain"];

    static readonly Listing List = new()
    {
        Kind = "security service",
        Tables = SecurityServiceStore.Tables,
        Alias = "s",
        Scope = (call, ofProject) => call.Query.OfAllProjects && call.Caller.MayEverywhere("security_service:get_all_security_services")
            ? Sql.Of($"1 = 1")
            : Sql.Of($"{ofProject} = {call.Caller.ProjectId}"),
        Filters = [.. Exact.Select(name => ListFilters.Text($"s.{name}", [name])), ListFilters.Text("s.user_name", ["user"]), OfNetwork],
    };

    /// <inheritdoc/>
    public Visible<SecurityService> Visible => visible;

    /// <inheritdoc/>
    public Listing Listing => List;

    /// <inheritdoc/>
    public Columns<SecurityService> Columns => services.Read;

    /// <inheritdoc/>
    public SecurityServiceView View(SecurityService resource) => new(resource);

    /// <inheritdoc/>
    public string Id(SecurityServiceView view) => view.Service.Id.Text;

    /// <inheritdoc/>
    public async ValueTask<List<SecurityService>> Complete(List<SecurityService> rows, CancellationToken ct)
    {
        var networks = await services.NetworksOf(rows, ct);
        return rows.ConvertAll(one => one with { Networks = [.. networks[one.Id.Text]] });
    }

    /// <inheritdoc/>
    public ValueTask<SecurityService?> Now(Tx tx, SecurityService seen, CancellationToken ct) => services.Find(tx, seen.Id, ct);

    /// <inheritdoc/>
    public Fields Asked(Call call) => call.Body("security_service", missing: 422);

    /// <inheritdoc/>
    public SecurityService Changed(Call call, Fields asked, SecurityService now)
    {
        var changed = Read(asked, now);
        return asked.Mentions("type") ? changed with { Type = asked.Required("type") } : changed;
    }

    /// <inheritdoc/>
    public Task Save(Tx tx, SecurityService changed, CancellationToken ct) => services.Describe(tx, changed, ct);

    /// <inheritdoc/>
    public async Task<Reply> Shown(Call call, SecurityService changed) => Reply.One(View(await services.Find(changed.Id, call.Aborted) ?? changed));

    /// <summary>A service with all that a request says of it besides its type.</summary>
    /// <exception cref="ApiRefusal">400.</exception>
    internal static SecurityService Read(Fields asked, SecurityService now)
    {
        var read = now with
        {
            Name = asked.TextOr("name", now.Name),
            Description = asked.TextOr("description", now.Description),
            DnsIp = asked.TextOr("dns_ip", now.DnsIp),
            Server = asked.TextOr("server", now.Server),
            Domain = asked.TextOr("domain", now.Domain),
            User = asked.TextOr("user", now.User),
            Password = asked.TextOr("password", now.Password),
            Ou = asked.TextOr("ou", now.Ou),
            DefaultAdSite = asked.TextOr("default_ad_site", now.DefaultAdSite),
        };
        return read is { Type: SecurityService.ActiveDirectory, Server.Length: > 0, DefaultAdSite.Length: > 0 }
            ? throw Refusals.BadField("default_ad_site", "an active directory is found by its server or by its site; give one of them.")
            : read;
    }

    static void OfNetwork(Call call, ListConditions where)
    {
        if (call.Query.Text("share_network_id") is { Length: > 0 } network)
            where.Add($"EXISTS (SELECT 1 FROM share_network_security_services a WHERE a.security_service_id = s.id AND a.share_network_id = {network})");
    }
}
