namespace Abaca.Server.Services;

/// <summary>GET /services and PUT /services/enable or /services/disable.</summary>
public sealed class ManageServices(ServiceStore services)
{
    /// <summary>The list.</summary>
    public async Task<Reply> List(Call call)
    {
        var query = call.Query;
        var views = (await services.All(call.Aborted)).ConvertAll(s => new ServiceView(s, StateOf(s)));
        return Reply.Many([.. views.Where(v =>
            (query.Text("host") is not { Length: > 0 } host || v.Service.Host == host || v.Service.Host.Split('@')[0] == host)
            && Fits(query, "binary", v.Service.Binary)
            && Fits(query, "zone", v.Service.Zone)
            && Fits(query, "state", v.State)
            && Fits(query, "status", ServiceView.StatusOf(v.Service.Disabled))
            && Fits(query, "ensuring", v.Service.Ensuring ? "true" : "false"))], ViewForm.Detail);
    }

    /// <summary>Enables or disables one.</summary>
    public async Task<Reply> Update(Call call)
    {
        var disable = call["id"] switch
        {
            "enable" => false,
            "disable" => true,
            var other => throw new ApiRefusal(404, $"There is no action '{other}' on services: only enable and disable."),
        };
        var body = call.BareBody();
        var (host, binary) = (body.Required("host"), body.Required("binary"));
        var reason = disable ? ReasonOf(body) : null;
        return await services.SetDisabled(host, binary, disable, reason, call.Aborted)
            ? Reply.Bare(new ServiceUpdateView(host, binary, disable, reason))
            : throw new ApiRefusal(404, $"There is no service {binary} on host {host}.");
    }

    static string? ReasonOf(Fields body) => body.Has("disabled_reason") ? body.Required("disabled_reason").Trim() : null;

    static bool Fits(Query query, string name, string value) =>
        query.Text(name) is not { Length: > 0 } wanted || string.Equals(wanted, value, name == "ensuring" ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    string StateOf(Service service) => service.Stopped ? "stopped" : services.IsUp(service) ? "up" : "down";
}
