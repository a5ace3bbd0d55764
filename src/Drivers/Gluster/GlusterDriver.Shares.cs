using Abaca.DriverSdk;

namespace Abaca.Drivers.Gluster;

/// <summary>Creating, deleting and repairing shares.</summary>
sealed partial class GlusterDriver
{
    /// <inheritdoc/>
    public Task<DriverResult<CreatedShare>> Create(ShareSpec share, CancellationToken ct = default) => OnShare(share, async place =>
    {
        var volumes = await place.Cluster.Volumes(ct);
        var volume = Own(share, volumes, place) ?? await Taken(share, place, volumes, ct);
        return await Standing(share, place, volume, ct);
    }, ct);

    async Task<Volume> Taken(ShareSpec share, Place place, IReadOnlyList<Volume> volumes, CancellationToken ct)
    {
        var members = place.Pool.Members(volumes).ToList();
        var sizes = SizesOf(members, options.Pattern.HasSize && members.TrueForAll(volume => options.Pattern.SizeIn(volume.Name) is not null) ? [] : await place.Bricks.Look(ct));
        var snapshots = IsTrue(share.ExtraSpecs.GetValueOrDefault("snapshot_support"));
        return await place.Pool.Take(share, sizes, volume => snapshots && place.NotThin?.ContainsKey(volume.Name) == true ? "cannot be snapshotted, as the share type asks" : null, ct);
    }

    static bool IsTrue(string? spec) => spec?.Replace("<is>", "", StringComparison.Ordinal).Trim().ToLowerInvariant() is "true" or "yes" or "on" or "1";

    /// <inheritdoc/>
    /// <remarks>
    /// First everybody is cut off, then the content goes, and last the volume is the pool's again: a call that is cut off in between goes on where it
    /// was. A volume made from a snapshot is no part of the pool and is destroyed.
    /// </remarks>
    public async Task<DriverResult> Delete(ShareSpec share, CancellationToken ct = default)
    {
        if (share.Protocol != Protocol || !places.ContainsKey(share.Pool)) return new DriverResult.Done();
        return await OnShare(share, async place =>
        {
            var volumes = await place.Cluster.Volumes(ct);
            var mark = settings.Marks.Of(share);
            if (Own(share, volumes, place) is { } volume)
            {
                if (volume.CloneOf is null) await Return(place, volume, mark, ct);
                else await Destroy(place, volume, ct);
            }
            foreach (var claimed in volumes.Where(one => one.Owner?.IsSameOwner(mark) != true && one.Claims.Values.Any(claim => claim.IsSameOwner(mark)))) await place.Pool.Withdraw(claimed, mark, ct);
        }, ct);
    }

    async Task Return(Place place, Volume volume, OwnershipMark mark, CancellationToken ct)
    {
        await ShutOut(place, volume, ct);
        volume = await Secured(place, volume, ct);
        // Mostly it can be wiped; bricks that are down are started only when it cannot.
        if (await StoppedException.Caught(() => wiping.Wipe(place.Cluster.Server, volume, ct)) is not DriverResult.Done)
        {
            await place.Cluster.StartVolume(volume, ct, force: true);
            await wiping.Wipe(place.Cluster.Server, volume, ct);
        }
        if (volume.HasQuota) await place.Quota.Remove(volume, ct);
        var ended = volume.Claims.Where(claim => claim.Value.IsSameOwner(mark)).Select(claim => (claim.Key, Volume.Nobody));
        await place.Cluster.Set(volume, $"giving volume {volume.Name} back to the pool", ct, [(Volume.OwnerOption, Volume.Nobody), (Volume.ShareOption, Volume.NoShare), .. ended]);
    }

    /// <summary>The tenants' names go from the list, and with them their live mounts.</summary>
    static async Task ShutOut(Place place, Volume volume, CancellationToken ct)
    {
        if (volume.Allowed.Tenants.Count == 0) return;
        await place.Cluster.Set(volume, $"letting nobody into volume {volume.Name}", ct, [(Volume.AllowOption, volume.Allowed.With([]).ToString()), .. Dynamic(volume)]);
    }

    static async Task Destroy(Place place, Volume volume, CancellationToken ct)
    {
        if (volume.IsStarted) await place.Cluster.StopVolume(volume, ct);
        var reply = await place.Cluster.Ask(ct, "volume", "delete", volume.Name);
        if (!reply.Succeeded && !GlusterWords.NotThere(reply)) throw GlusterWords.Stop(reply, $"deleting volume {volume.Name}");
    }

    /// <inheritdoc/>
    public Task<DriverResult<CreatedShare>> Ensure(ShareSpec share, IReadOnlyList<AccessRule> whole, CancellationToken ct = default) => OnShare(share, async place =>
    {
        var volume = await Existing(share, place, ct);
        volume = await PutMark(share, place, volume, ct);
        await LetIn(place, await Secured(place, volume, ct), whole, ct);
        if ((await place.Bricks.Look(ct, volume.Name)).Any(brick => !brick.IsOnline)) await place.Cluster.StartVolume(volume, ct, force: true);
        return await Standing(share, place, volume, ct);
    }, ct);

    /// <summary>The share after it was made: limited, started, and with its export location.</summary>
    async Task<CreatedShare> Standing(ShareSpec share, Place place, Volume volume, CancellationToken ct)
    {
        var missing = FullVolume.Missing(volume).ToList();
        if (missing.Count > 0) await place.Cluster.Set(volume, $"limiting volume {volume.Name}", ct, missing);
        if (volume.HasQuota) await place.Quota.Limit(volume, (long)(share.SizeGib * Gib), ct);
        return Created(place, volume);
    }

    static CreatedShare Created(Place place, Volume volume) => new(
        [new ExportLocation($"{place.Cluster.Server.Address}:/{volume.Name}", true, false, new Dictionary<string, string>())],
        new Dictionary<string, string> { [VolumeDetail] = $"{place.Cluster.Server.Address}:/{volume.Name}" })
    {
        Identity = IdentityOf(volume),
    };

    static string IdentityOf(Volume volume) => $"gluster:{volume.Id}";
}
