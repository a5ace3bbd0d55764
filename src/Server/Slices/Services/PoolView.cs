using Abaca.Server.Scheduling;

namespace Abaca.Server.Services;

/// <summary>A pool on the wire.</summary>
/// <param name="Pool">What is shown.</param>
/// <param name="Name">Its name taken apart.</param>
public sealed record PoolView(PoolState Pool, HostName Name) : IView<PoolView>
{
    /// <inheritdoc/>
    public static ViewShape<PoolView> Shape { get; } = new ViewShape<PoolView>("pool", "pools")
        .Summary("name", "host", "backend", "pool")
        .Text("name", v => v.Pool.Host)
        .Text("host", v => v.Name.Machine)
        .Text("backend", v => v.Name.Backend)
        .Text("pool", v => v.Name.Pool)
        .Custom("capabilities", static (json, v, _) =>
        {
            json.WritePropertyName("capabilities"u8);
            CapabilityJson.Write(json, v.Pool.Detail());
        });
}
