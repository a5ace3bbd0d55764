using System.Text.RegularExpressions;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Gluster.Setup;

/// <summary>Looks whether clusters, volumes and certificates are as the driver needs them, and says what is missing and how to mend it. Changes nothing.</summary>
/// <param name="settings">Of the backend.</param>
/// <param name="options">Its options.</param>
/// <param name="clusters">The clusters.</param>
sealed partial class Inspection(BackendSettings settings, GlusterOptions options, IReadOnlyList<GlusterCluster> clusters)
{
    static readonly Version Oldest = new(3, 6);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Everything; a cluster that does not answer is a problem only when none does.</summary>
    public async Task<IReadOnlyList<HealthFinding>> Run(CancellationToken ct)
    {
        var host = await Here(ct);
        var findings = new List<HealthFinding>(OfHost(host));
        var silent = new List<HealthFinding>();
        foreach (var cluster in clusters)
        {
            if (await Silence(cluster, ct) is { } silence) silent.Add(silence);
            else findings.AddRange([.. await OfVersion(cluster, ct), .. await OfVolumes(cluster, ct), .. await OfServer(cluster, host, ct)]);
        }
        return [.. findings, .. silent.Count < clusters.Count ? silent.Select(one => one with { Health = Health.Warning }) : silent];
    }

    /// <summary>What a volume lacks to be handed out, and how it gets it.</summary>
    public static string Missing(Volume volume)
    {
        var name = volume.Name;
        if (volume.Allowed.Reserved.Count == 0)
            return $"{Volume.AllowOption} names neither the servers nor this machine: gluster volume set {name} {Volume.AllowOption} {CertificateNames.ServerPrefix}-1,{CertificateNames.HostPrefix}-1 (with the common names of their certificates).";
        if (!volume.HasTls) return $"TLS is off on its I/O path: gluster volume stop {name}; gluster volume set {name} client.ssl on server.ssl on; gluster volume start {name}.";
        return volume.IsStarted ? "nothing is missing." : $"it is not started: gluster volume start {name}.";
    }

    static async Task<HealthFinding?> Silence(GlusterCluster cluster, CancellationToken ct)
    {
        var reply = await cluster.Ask(ct, "pool", "list");
        return reply.Succeeded ? null : HealthFinding.Problem(cluster.ToString(), $"The cluster cannot be asked: {(reply.Document is null ? GlusterWords.Silence(reply.Run) : reply.Error)}.", Remedy(cluster));
    }

    static string Remedy(GlusterCluster cluster) => cluster.Target is { } target
        ? $"Try it by hand: ssh -p {target.Port}{(target.KeyPath is { } key ? $" -i {key}" : "")} {target.User}@{target.Host} {(target.Sudo ? "sudo -n " : "")}gluster pool list."
        : "Try it by hand: gluster pool list; to reach another machine, write user@server in glusterfs_servers.";

    static async Task<IEnumerable<HealthFinding>> OfVersion(GlusterCluster cluster, CancellationToken ct)
    {
        var run = await cluster.RunThere(["gluster", "--version"], ct);
        var version = VersionWords().Match(run.Output) is { Success: true } found ? Version.Parse(found.Groups["version"].Value) : null;
        if (version is null) return [HealthFinding.Problem(cluster.ToString(), $"Its version cannot be told: {run.Summary}.", "Look at gluster --version there.")];
        return version >= Oldest
            ? [HealthFinding.Ok(cluster.ToString(), $"GlusterFS {version}.")]
            : [HealthFinding.Problem(cluster.ToString(), $"GlusterFS {version} is older than {Oldest}.", "Upgrade the cluster.")];
    }

    async Task<IEnumerable<HealthFinding>> OfVolumes(GlusterCluster cluster, CancellationToken ct)
    {
        var result = await StoppedException.Caught(() => cluster.Volumes(ct));
        if (result is not DriverResult<IReadOnlyList<Volume>>.Done { Value: var all }) return [HealthFinding.Problem(cluster.ToString(), $"Its volumes cannot be listed: {result}.", Remedy(cluster))];
        var members = new VolumePool(cluster, options.Pattern, settings).Members(all).ToList();
        if (members.Count == 0)
            return [HealthFinding.Warning(cluster.ToString(), "No volume matches glusterfs_volume_pattern, so no share can be made.", $"Make some, or change the pattern in [{settings.Section}].")];
        var lacking = members.Where(volume => !volume.HasTls || volume.Allowed.Reserved.Count == 0).Select(volume => volume.Owner is not null && volume.Allowed.Reserved.Count > 0
            ? HealthFinding.Warning(Where(cluster, volume), "TLS is off on the I/O path of a share.", "It is turned on when the share is verified after the start; until then everybody may mount it.")
            : HealthFinding.Problem(Where(cluster, volume), "It cannot be a share.", Sentence(Missing(volume))));
        var open = members.Where(volume => volume.Allowed.Tenants.Any(name => name.Contains('*'))).Select(volume => HealthFinding.Problem(
            Where(cluster, volume), $"{Volume.AllowOption} lets in {volume.Allowed}: a star stands for every name.", $"gluster volume set {volume.Name} {Volume.AllowOption} {volume.Allowed.With([])}"));
        var stopped = members.Where(volume => volume is { HasTls: true, IsStarted: false }).Select(volume => HealthFinding.Warning(Where(cluster, volume), "It is not started.", $"gluster volume start {volume.Name}"));
        return [HealthFinding.Ok(cluster.ToString(), $"{members.Count} volumes, {members.Count(VolumePool.IsFree)} of them free."), .. lacking, .. open, .. stopped];
    }

    async Task<Certificate?> Here(CancellationToken ct) =>
        await settings.Commands.Run(new Command(["sh", "-c", Certificate.Script], Patience), ct) is { Failed: false } run ? Certificate.Parse(run.Output) : null;

    /// <summary>This machine mounts volumes to wipe them, and has to be let in for that.</summary>
    IEnumerable<HealthFinding> OfHost(Certificate? host) => OfFiles(host, "this machine", [CertificateNames.HostPrefix, CertificateNames.ServerPrefix]);

    async Task<IEnumerable<HealthFinding>> OfServer(GlusterCluster cluster, Certificate? host, CancellationToken ct)
    {
        if (cluster.Target is null) return []; // the same files
        var run = await cluster.RunThere(["sh", "-c", Certificate.Script], ct);
        var server = run.Failed ? null : Certificate.Parse(run.Output);
        var files = OfFiles(server, cluster.ToString(), [CertificateNames.ServerPrefix]).ToList();
        if (host is null || server is null || files.Exists(finding => finding.Health == Health.Problem)) return files;
        var doubts = new[] { (Who: "this machine's", Doubt: host.Doubt(server, settings.Clock.GetUtcNow()), Other: cluster.ToString()), (Who: $"{cluster}'s", Doubt: server.Doubt(host, settings.Clock.GetUtcNow()), Other: "this machine") };
        return [.. files, .. doubts.Where(one => one.Doubt is not null).Select(one => HealthFinding.Problem(
            one.Other, $"Its glusterfs.ca does not vouch for {one.Who} certificate ({one.Doubt}).", "Let one authority sign the certificates of servers, of this machine and of tenants, and put its certificate into glusterfs.ca on all of them."))];
    }

    IEnumerable<HealthFinding> OfFiles(Certificate? files, string where, IReadOnlyList<string> prefixes)
    {
        var place = files?.Directory ?? Certificate.Directories.Split(' ')[0];
        if (files is null) yield return HealthFinding.Problem(where, "Its certificates cannot be looked at.", $"Look for glusterfs.pem, glusterfs.key and glusterfs.ca in {place} there.");
        else if (files.Own is null || !files.HasKey || files.Authorities.Count == 0)
            yield return HealthFinding.Problem(where, $"{string.Join(" and ", Lacks(files))} cannot be found there.", $"Put glusterfs.pem, glusterfs.key and glusterfs.ca into {place}; the common name begins with {string.Join(" or ", prefixes)}.");
        else if (!prefixes.Any(prefix => files.Name!.StartsWith(prefix, StringComparison.Ordinal)))
            yield return HealthFinding.Problem(where, $"Its certificate {place}/glusterfs.pem is named {files.Name}.", $"Give it one whose common name begins with {string.Join(" or ", prefixes)}: such names stay in {Volume.AllowOption} of all volumes, and no tenant gets one.");
        else if (files.Doubt(files, settings.Clock.GetUtcNow()) is { } doubt)
            yield return HealthFinding.Problem(where, $"Its own glusterfs.ca does not vouch for its certificate {files.Name} ({doubt}).", $"Put the certificate of the authority that signed it into {place}/glusterfs.ca, or a new certificate into its place.");
        else yield return HealthFinding.Ok(where, $"Certificate {files.Name}, good until {files.Own.NotAfter.ToUniversalTime():yyyy-MM-dd}.");
    }

    static IEnumerable<string> Lacks(Certificate files)
    {
        if (files.Own is null) yield return "a certificate (glusterfs.pem)";
        if (!files.HasKey) yield return "its key (glusterfs.key)";
        if (files.Authorities.Count == 0) yield return "the authority's certificate (glusterfs.ca)";
    }

    static string Where(GlusterCluster cluster, Volume volume) => $"{cluster}: volume {volume.Name}";

    static string Sentence(string words) => char.ToUpperInvariant(words[0]) + words[1..];

    [GeneratedRegex(@"glusterfs (?<version>\d+\.\d+(\.\d+)?)", RegexOptions.ExplicitCapture)]
    private static partial Regex VersionWords();
}
