using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs.Checks;

/// <summary>Whether the cluster answers, knows the file system, and lets the service do its work.</summary>
sealed class ClusterCheck(CephBackend backend) : IBackendCheck
{
    /// <inheritdoc/>
    public string Name => "cluster";

    string Where => $"client.{backend.Options.AuthId} of cluster {backend.Options.ClusterName}";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(ExpectedShares? shares, CancellationToken ct = default)
    {
        var size = await backend.Cluster.Capacity(ct);
        var end = await StoppedException.Caught(() => backend.Subvolumes.FileSystem(ct));
        if (end is not DriverResult<string>.Done found) return [Problem("The file system cannot be found", end)];
        // Removing what is not there changes nothing, and needs the right to change everything.
        var writes = await StoppedException.Caught(() => backend.Subvolumes.Remove(new SubvolumeName($"abaca-doctor-{Guid.NewGuid():N}", null), ct));
        if (writes is DriverResult.Refused refused) return [HealthFinding.Problem(Where, refused.Why.Text, $"Give it what it needs: {backend.Caps.Command}")];
        if (writes is DriverResult.Unclear maybe)
            return [HealthFinding.Problem(Where, $"The mgr does not do its work: {maybe.Why}", "Look at the cluster: ceph -s, ceph mgr module ls.")];
        return size is null
            ? [HealthFinding.Warning(Where, $"File system {found.Value} is served, but the cluster does not say how full it is.", "Look at the cluster: ceph -s.")]
            : [HealthFinding.Ok(Where, $"File system {found.Value} is there, its subvolumes can be managed; {size.FreeBytes >> 30} of {size.TotalBytes >> 30} GiB are free.")];
    }

    HealthFinding Problem(string what, DriverResult<string> end) => end switch
    {
        DriverResult<string>.Refused no when no.Why.Text.Contains(backend.Caps.Arguments, StringComparison.Ordinal) =>
            HealthFinding.Problem(Where, $"{what}: {no.Why.Text}", $"Give it what it needs: {backend.Caps.Command}"),
        DriverResult<string>.Refused no => HealthFinding.Problem(Where, $"{what}: {no.Why.Text}", "Set the option, or make the file system: ceph fs volume create NAME."),
        DriverResult<string>.Unclear maybe => HealthFinding.Problem(Where, $"{what}: {maybe.Why}", "Look at ceph.conf, the keyring and the network; ceph -s with the same identity says more."),
        _ => HealthFinding.Problem(Where, what, "Look at the cluster: ceph -s."),
    };
}
