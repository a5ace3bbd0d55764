using Abaca.DriverSdk;

namespace Abaca.Drivers.Ssh;

/// <summary>Looks whether a file server can be asked and has what a driver needs, and says what is missing with the lines that mend it. Changes nothing there.</summary>
/// <param name="host">The file server; its tools are looked for by this.</param>
/// <param name="rules">What sudo has to let through.</param>
public sealed class FarInspection(FarHost host, SudoRules rules)
{
    /// <summary>Arguments: sudo, then lines "path arguments", each one argument here and words for sudo.</summary>
    const string Script = """
        sudo=$1; shift
        for line do "$sudo" -n -l $line >/dev/null 2>&1 || printf '%s\n' "$line"; done
        """;

    string Where => host.ToString();

    /// <summary>What is wrong, or null; two round trips.</summary>
    public async Task<HealthFinding?> Run(CancellationToken ct)
    {
        var found = await host.FindTools(ct);
        if (found.Failed)
            return HealthFinding.Problem(Where, $"The file server cannot be asked: {found.Cause}.", Remedy(found));
        if (host.Missing is { Count: > 0 } missing)
            return HealthFinding.Problem(Where, $"{string.Join(", ", missing)} cannot be found there.", $"Install them on the file server: apt-get install {string.Join(' ', host.MissingPackages)}.");
        return host.Tools.IsRoot ? null : await MissingRules(ct);
    }

    /// <summary>Warnings about how the service proves who it is.</summary>
    /// <param name="target">Where it logs in; null for this machine.</param>
    /// <param name="section">The backend.</param>
    /// <param name="keyOption">The option that names the private key.</param>
    public static IEnumerable<HealthFinding> Secrets(SshTarget? target, string section, string keyOption)
    {
        if (target is null) yield break;
        if (target.KeyPath is { } open && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(open) & UnixFileMode.OtherRead) != 0)
            yield return HealthFinding.Warning(open, "Everybody on this machine can read the private key.", $"chmod o-rwx {open}");
        if (target.KeyPath is null && target.Password is not null)
            yield return HealthFinding.Warning($"[{section}]", "The file server is reached with a password.", $"Make a key (ssh-keygen -t ed25519 -N '') and name it in {keyOption}.");
    }

    async Task<HealthFinding?> MissingRules(CancellationToken ct)
    {
        var lines = rules.Rules.Where(rule => rule.Sample is not null).Select(rule => $"{host.Tools[rule.Tool]} {rule.Sample}").ToList();
        var run = await host.Run(["sh", "-c", Script, "sh", host.Tools["sudo"], .. lines], ct);
        if (run.End != CommandEnd.Exited) return HealthFinding.Problem(Where, $"The file server cannot be asked: {run.Summary}.", "Repeat it.");
        var missing = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return missing.Length == 0
            ? null
            : HealthFinding.Problem(
                Where, $"sudo does not let {rules.User} run, without a password and without a terminal: {string.Join("; ", missing)}.",
                $"Put these lines into {rules.File} there (visudo -f {rules.File}):\n{rules.Text(host.Tools.Paths)}");
    }

    string Remedy(CommandResult run) => run.End == CommandEnd.ConnectionLost && host.Target is { } target
        ? $"Try it by hand: ssh -p {target.Port}{(target.KeyPath is { } key ? $" -i {key}" : "")} {target.User}@{target.Host} true."
        : "Look at the file server.";
}
