namespace Abaca.Server.Networks;

/// <summary>The endpoints of security services.</summary>
static class SecurityServiceEndpoints
{
    const string Path = "/security-services", One = Path + "/{id}";

    /// <summary>All of them.</summary>
    public static readonly EndpointTable All = new();

    public static readonly Endpoint Index = All.Get<Lists<SecurityService, SecurityServiceView>>("security_services.list", Path, "security_service:index", u => u.Index);
    public static readonly Endpoint Detail = All.Get<Lists<SecurityService, SecurityServiceView>>("security_services.detail", Path + "/detail", "security_service:detail", u => u.Detail);
    public static readonly Endpoint Show = All.Get<Lists<SecurityService, SecurityServiceView>>("security_services.show", One, "security_service:show", u => u.Show, late: true);
    public static readonly Endpoint Create = All.Post<SecurityServices>("security_services.create", Path, "security_service:create", u => u.Create);
    public static readonly Endpoint Update = All.Put<Update<SecurityService>>("security_services.update", One, "security_service:update", u => u.Handle);
    public static readonly Endpoint Delete = All.Delete<SecurityServices>("security_services.delete", One, "security_service:delete", u => u.Delete);
}
