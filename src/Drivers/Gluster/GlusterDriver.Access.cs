using Abaca.DriverSdk;

namespace Abaca.Drivers.Gluster;

/// <summary>Letting certificates in, by their common names.</summary>
sealed partial class GlusterDriver
{
    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<RuleOutcome>>> SetAccess(ShareSpec share, IReadOnlyList<AccessRule> whole, CancellationToken ct = default) =>
        OnShare<IReadOnlyList<RuleOutcome>>(share, async place =>
        {
            var volume = await Secured(place, await Existing(share, place, ct), ct);
            await LetIn(place, volume, whole, ct);
            return [.. whole.Select(rule => new RuleOutcome(rule.Id, CertificateNames.Problem(rule)))];
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<AppliedRule>>> ReadAccess(ShareSpec share, CancellationToken ct = default) =>
        OnShare<IReadOnlyList<AppliedRule>>(share, async place =>
            [.. (await Existing(share, place, ct)).Allowed.Tenants.Select(name => new AppliedRule(AccessType.Cert, name, AccessLevel.Rw))], ct);

    /// <summary>Makes the names the whole list, beside the reserved ones. Who is taken off it loses live mounts at once.</summary>
    static async Task LetIn(Place place, Volume volume, IReadOnlyList<AccessRule> whole, CancellationToken ct)
    {
        var wanted = volume.Allowed.With(whole.Where(rule => CertificateNames.Problem(rule) is null).Select(rule => rule.To));
        if (volume.Allowed.Same(wanted) && !Dynamic(volume).Any()) return;
        await place.Cluster.Set(volume, $"letting certificates into volume {volume.Name}", ct, [(Volume.AllowOption, wanted.ToString()), .. Dynamic(volume)]);
        var now = await place.Cluster.Again(volume, ct);
        if (!now.Allowed.Same(wanted)) throw StoppedException.Unclear($"Volume {volume.Name} of {place.Cluster} lets in {now.Allowed} and not {wanted}: somebody else changes {Volume.AllowOption}.");
    }

    /// <summary>Without it live mounts keep what they have.</summary>
    static IEnumerable<(string Option, string Value)> Dynamic(Volume volume) => volume.IsOff("server.dynamic-auth") ? [("server.dynamic-auth", "on")] : [];

    /// <summary>The volume with TLS on, started, and with a list of names: without one of these the rules would mean nothing.</summary>
    static async Task<Volume> Secured(Place place, Volume volume, CancellationToken ct)
    {
        if (volume.Allowed.Reserved.Count == 0)
            throw StoppedException.Refused(MessageDetail.BackendNotReady, $"Volume {volume.Name} of {place.Cluster}: {Setup.Inspection.Missing(volume)}");
        if (volume is { HasTls: true, IsStarted: true }) return volume;
        if (!volume.HasTls)
        {
            // Bricks ask for certificates from their next start on.
            if (volume.IsStarted) await place.Cluster.StopVolume(volume, ct);
            await place.Cluster.Set(volume, $"turning TLS on for volume {volume.Name}", ct, ("client.ssl", "on"), ("server.ssl", "on"));
        }
        await place.Cluster.StartVolume(volume, ct);
        return await place.Cluster.Again(volume, ct);
    }
}
