using Abaca.Drivers.Ganesha;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>NFS-Ganesha: one process that answers on its bus, when a service runs the backend.</summary>
sealed class GaneshaCheck(LocalPlace place, GaneshaLayout layout, IGaneshaBus bus) : IBackendCheck
{
    /// <inheritdoc/>
    public string Name => "ganesha";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(ExpectedShares? shares, CancellationToken ct = default)
    {
        var servers = RunningProcess.Find("ganesha.nfsd", layout.MainConfig);
        if (servers.Count > 1)
        {
            return [HealthFinding.Problem(layout.Directory, $"{servers.Count} NFS-Ganesha serve this backend: {Ids(servers)}.",
                "Restart the service: it ends all of them and starts one.")];
        }
        if (servers.Count == 0) return [Absent()];
        var shown = await bus.Show(ct);
        return shown.End == BusEnd.Done
            ? [HealthFinding.Ok(layout.Directory, $"NFS-Ganesha (process {servers[0].Id}) answers and shows {shown.Value!.Count} exports.")]
            : [HealthFinding.Problem(layout.Directory, $"NFS-Ganesha (process {servers[0].Id}) does not answer on its bus: {shown.Text}",
                $"Look into {layout.Log}, then end that process: the service starts another with all exports.")];
    }

    HealthFinding Absent() => place.ServiceProcess() is { } service
        ? HealthFinding.Problem(layout.Directory, $"No NFS-Ganesha runs although process {service} runs the backend.",
            $"The service starts it again by itself; if this stays, look into {layout.Log} and the service's log.")
        : HealthFinding.Ok(layout.Directory, "No NFS-Ganesha runs: no service runs this backend now.");

    static string Ids(IEnumerable<RunningProcess> processes) => string.Join(", ", processes.Select(p => p.Id));
}
