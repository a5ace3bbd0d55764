using System.Globalization;
using Abaca.DriverSdk;
using Abaca.Drivers.Ssh;

namespace Abaca.Drivers.Zfs.Setup;

/// <summary>Looks whether a file server has what the driver needs, and says what is missing with the lines that mend it. Changes nothing there.</summary>
/// <param name="host">The file server; its tools are looked for by this.</param>
/// <param name="options">The backend's options.</param>
/// <param name="section">The backend.</param>
sealed class Inspection(ZfsHost host, ZfsOptions options, string section)
{
    string Where => host.ToString();

    ZfsHostSetup Setup => new(options.Target?.User ?? Environment.UserName, section, options.UsesShareNfs, options.Pools[0].Root);

    /// <summary>Three round trips when all is well.</summary>
    public async Task<IReadOnlyList<HealthFinding>> Run(CancellationToken ct)
    {
        return await new FarInspection(host, Setup.Rules).Run(ct) is { } problem ? [problem] : await Pools(ct);
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
        return HealthFinding.Ok(where, string.Create(CultureInfo.InvariantCulture, $"{(host.InKernel ? "OpenZFS" : "zfs-fuse")}, {gib:0.0} GiB free, mounted at {facts.Mountpoint}."));
    }
}
