using Abaca.DriverSdk;
using Abaca.Drivers.Ssh;

namespace Abaca.Drivers.Zfs.Setup;

/// <summary>Whether the file server can be reached and has tools, sudo rules and pools.</summary>
sealed class HostCheck(BackendSettings settings, ZfsOptions options) : IBackendCheck
{
    /// <inheritdoc/>
    public string Name => "file server";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(ExpectedShares? shares, CancellationToken ct = default)
    {
        await using var host = new ZfsHost(options.Target, settings);
        var findings = await new Inspection(host, options, settings.Section).Run(ct);
        return [.. findings, .. FarInspection.Secrets(options.Target, settings.Section, ZfsOptions.Ssh.KeyOption)];
    }
}
