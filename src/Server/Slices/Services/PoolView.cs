using Abaca.Server.Scheduling;

namespace Abaca.Server.Services;

/// <summary>A pool on the wire.</summary>
/// <param name="Pool">What is shown.</param>
/// <param name="Name">Its name taken apart.</param>
public sealed record PoolView(PoolState Pool, HostName Name) : IView<PoolView>
{
    const string Replication = "replication_type";

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
            CapabilityJson.Write(json, Shown(v.Pool.Detail()));
        });

    // Clients read the type of replication as one text; a backend with several shows its first.
    static IReadOnlyDictionary<string, object?> Shown(IReadOnlyDictionary<string, object?> detail) =>
        detail.GetValueOrDefault(Replication) is IEnumerable<object> several
            ? new SortedDictionary<string, object?>(detail.ToDictionary(), StringComparer.Ordinal) { [Replication] = several.FirstOrDefault() }
            : detail;
}
