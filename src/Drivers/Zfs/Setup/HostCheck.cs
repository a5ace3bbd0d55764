using Abaca.DriverSdk;

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
        return [.. findings, .. Secrets()];
    }

    IEnumerable<HealthFinding> Secrets()
    {
        if (options.Target is not { } target) yield break;
        if (target.KeyPath is { } open && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(open) & UnixFileMode.OtherRead) != 0)
            yield return HealthFinding.Warning(open, "Everybody on this machine can read the private key.", $"chmod o-rwx {open}");
        if (target.KeyPath is null && target.Password is not null)
            yield return HealthFinding.Warning($"[{settings.Section}]", "The file server is reached with a password.", "Make a key (ssh-keygen -t ed25519 -N '') and name it in zfs_ssh_private_key_path.");
    }
}
