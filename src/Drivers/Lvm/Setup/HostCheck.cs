using Abaca.DriverSdk;
using Abaca.Drivers.Ssh;

namespace Abaca.Drivers.Lvm.Setup;

/// <summary>Whether the file server can be reached and has tools, sudo rules, volume group and thin pool.</summary>
sealed class HostCheck(BackendSettings settings, LvmOptions options) : IBackendCheck
{
    /// <inheritdoc/>
    public string Name => "file server";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(ExpectedShares? shares, CancellationToken ct = default)
    {
        await using var host = new LvmHost(options, settings);
        var findings = await new Inspection(host, options, settings.Section).Run(ct);
        return [.. findings, .. FarInspection.Secrets(options.Target, settings.Section, LvmOptions.Ssh.KeyOption)];
    }
}
