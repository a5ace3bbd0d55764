using System.Globalization;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Zfs.Setup;

/// <summary>Looks whether a file server has what the driver needs, and says what is missing with the lines that mend it. Changes nothing there.</summary>
/// <param name="host">The file server; its tools are looked for by this.</param>
/// <param name="options">The backend's options.</param>
/// <param name="section">The backend.</param>
sealed class Inspection(ZfsHost host, ZfsOptions options, string section)
{
    /// <summary>Arguments: sudo, then lines "path arguments", each one argument here and words for sudo.</summary>
    const string Rules = """
        sudo=$1; shift
        for line do "$sudo" -n -l $line >/dev/null 2>&1 || printf '%s\n' "$line"; done
        """;

    string Where => host.ToString();

    ZfsHostSetup Setup => new(options.Target?.User ?? Environment.UserName, section, options.UsesShareNfs);

    /// <summary>Three round trips when all is well.</summary>
    public async Task<IReadOnlyList<HealthFinding>> Run(CancellationToken ct)
    {
        var found = await host.FindTools(ct);
        if (found.Failed)
            return [HealthFinding.Problem(Where, $"The file server cannot be asked: {found.Cause}.", Remedy(found))];
        if (host.Tools.Missing is { Count: > 0 } missing)
            return [HealthFinding.Problem(Where, $"{string.Join(", ", missing)} cannot be found there.", $"Install them on the file server: apt-get install {string.Join(' ', FarTools.Packages(missing))}.")];
        if (await MissingRules(ct) is { } problem) return [problem];
        return await Pools(ct);
    }

    async Task<HealthFinding?> MissingRules(CancellationToken ct)
    {
        if (host.Tools.IsRoot) return null;
        // A star in a rule stands for any arguments; one word tries it.
        var lines = Setup.Commands.Select(command => $"{host.Tools[command.Tool]} {command.Arguments.Replace("*", options.Pools[0].Root)}").ToList();
        var run = await host.Run(["sh", "-c", Rules, "sh", host.Tools["sudo"], .. lines], ct);
        if (run.End != CommandEnd.Exited) return HealthFinding.Problem(Where, $"The file server cannot be asked: {run.Summary}.", "Repeat it.");
        var missing = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return missing.Length == 0
            ? null
            : HealthFinding.Problem(
                Where, $"sudo does not let {options.Target?.User} run, without a password and without a terminal: {string.Join("; ", missing)}.",
                $"Put these lines into {Setup.SudoersFile} there (visudo -f {Setup.SudoersFile}):\n{Setup.Sudoers(host.Tools.Paths)}");
    }

    async Task<IReadOnlyList<HealthFinding>> Pools(CancellationToken ct)
    {
        var findings = new List<HealthFinding>();
        var created = string.Concat(options.Creation.Select(property => $",{property.Name}"));
        var run = await host.Zfs(ct, ["get", "-Hp", "-o", "name,property,value", $"type,mountpoint,mounted,readonly,used,available{created}", .. options.Pools.Select(entry => entry.Root)]);
        if (run.Failed && run.Says("invalid property"))
            return [HealthFinding.Problem(Where, $"This ZFS lacks a property of zfs_dataset_creation_options: {run.Cause}.", $"Take it out of zfs_dataset_creation_options of [{section}], or use a newer ZFS.")];
        if (run.Failed && !ZfsWords.NotThere(run)) return [HealthFinding.Problem(Where, $"ZFS does not answer: {run.Cause}.", "Look at the file server: zpool status.")];
        var facts = DatasetFacts.Parse(run.Output).ToDictionary(found => found.Name, StringComparer.Ordinal);
        foreach (var entry in options.Pools) findings.Add(Judge(entry, facts.GetValueOrDefault(entry.Root)));
        return findings;
    }

    HealthFinding Judge(PoolEntry entry, DatasetFacts? facts)
    {
        var where = $"{Where}: {entry.Root}";
        if (facts is null)
            return HealthFinding.Problem(where, "There is no such pool or dataset.", $"Import or make it (zpool import {entry.Pool}; zfs create {entry.Root}), or change zfs_zpool_list of [{section}].");
        if (!facts.Mountpoint.StartsWith('/'))
            return HealthFinding.Problem(where, $"Its mount point is \"{facts.Mountpoint}\", so shares in it could not be exported.", $"Give it one: zfs set mountpoint=/{entry.Root} {entry.Root}.");
        if (facts.ReadOnly)
            return HealthFinding.Warning(where, "It is read-only, and so are new shares in it.", $"Look at zpool status {entry.Pool} and at zfs get readonly {entry.Root}; then: zfs set readonly=off {entry.Root}.");
        var gib = facts.Bytes("available") / (double)(1L << 30);
        return HealthFinding.Ok(where, string.Create(CultureInfo.InvariantCulture, $"{(host.Tools.InKernel ? "OpenZFS" : "zfs-fuse")}, {gib:0.0} GiB free, mounted at {facts.Mountpoint}."));
    }

    string Remedy(CommandResult run) => run.End == CommandEnd.ConnectionLost && options.Target is { } target
        ? $"Try it by hand: ssh -p {target.Port}{(target.KeyPath is { } key ? $" -i {key}" : "")} {target.User}@{target.Host} true."
        : "Look at the file server.";
}
