namespace Abaca.Server.Services;

/// <summary>A service on the wire.</summary>
/// <param name="Service">What is shown.</param>
/// <param name="State">up, down or stopped.</param>
public sealed record ServiceView(Service Service, string State) : IView<ServiceView>
{
    /// <inheritdoc/>
    public static ViewShape<ServiceView> Shape { get; } = new ViewShape<ServiceView>("service", "services")
        .Number("id", v => v.Service.Id)
        .Text("binary", v => v.Service.Binary)
        .Text("host", v => v.Service.Host)
        .Text("zone", v => v.Service.Zone)
        .Text("status", v => StatusOf(v.Service.Disabled))
        .Text("state", v => v.State)
        .Moment("updated_at", v => v.Service.ReportedAt)
        .Text("disabled_reason", v => v.Reason)
        .Flag("ensuring", v => v.Service.Ensuring);

    /// <summary>
    /// Why it takes no work: what an operator said, or else what the service itself says is wrong. Clients show no other column with words.
    /// </summary>
    public string? Reason => Service.DisabledReason ?? Service.Trouble;

    /// <summary>enabled or disabled.</summary>
    public static string StatusOf(bool disabled) => disabled ? "disabled" : "enabled";
}

/// <summary>A service that an operator has just enabled or disabled, on the wire.</summary>
/// <param name="Host">Host.</param>
/// <param name="Binary">Binary.</param>
/// <param name="Disabled">Its new status.</param>
/// <param name="Reason">Why.</param>
public sealed record ServiceUpdateView(string Host, string Binary, bool Disabled, string? Reason) : IView<ServiceUpdateView>
{
    /// <inheritdoc/>
    public static ViewShape<ServiceUpdateView> Shape { get; } = new ViewShape<ServiceUpdateView>("service", "services")
        .Text("host", v => v.Host)
        .Text("binary", v => v.Binary)
        .Text("status", v => ServiceView.StatusOf(v.Disabled))
        .Text("disabled_reason", v => v.Reason)
        .Text("ensuring", static _ => null);
}
