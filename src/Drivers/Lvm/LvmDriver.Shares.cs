using System.Net;
using System.Net.Sockets;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Lvm;

/// <summary>Creating, deleting and repairing shares.</summary>
sealed partial class LvmDriver
{
    /// <inheritdoc/>
    public Task<DriverResult<CreatedShare>> Create(ShareSpec share, CancellationToken ct = default) => OnShare(share, async name =>
    {
        try
        {
            await MustHaveRoom(ct);
            var made = await volumes.Create(name, share.SizeGib, [Tags.Of(settings.Marks.Of(share))], ct) ?? await Standing(share, name, ct);
            return await Created(made.Volume, ct);
        }
        catch (StoppedException stopped) when (stopped.End is DriverResult.Refused)
        {
            await LeaveNothing(share, name, ct);
            throw;
        }
    }, ct);

    /// <summary>LVM itself takes volumes on a thin pool that is as good as full.</summary>
    async Task MustHaveRoom(CancellationToken ct)
    {
        if (!options.IsThin) return;
        var room = await Room.Measure(host, options, ct);
        if (room.FreeBytes == 0) throw StoppedException.Refused(MessageDetail.NoValidHost, room.Trouble ?? "The thin pool is full.");
    }

    /// <summary>What an earlier call of ours has made, brought to its end.</summary>
    async Task<Sight> Standing(ShareSpec share, string name, CancellationToken ct)
    {
        var sight = await Existing(share, name, ct);
        if (sight.Volume.Raw == Tags.NoFileSystem) return await volumes.Complete(name, ct);
        return await Serve(sight, ct);
    }

    /// <summary>What was refused leaves nothing behind: another backend may be tried, and nobody would come back for it. What is whole stays.</summary>
    async Task LeaveNothing(ShareSpec share, string name, CancellationToken ct)
    {
        if (await volumes.Find(name, ct) is { Volume: { Raw: not null } volume } && volume.Mark == settings.Marks.Of(share)) await volumes.Remove(name, volume.Uuid, ct);
    }

    /// <inheritdoc/>
    public async Task<DriverResult> Delete(ShareSpec share, CancellationToken ct = default)
    {
        if (share.Protocol != "NFS" || share.Pool != PoolName || !IsGood(Called(share))) return new DriverResult.Done();
        return await OnShare(share, async name =>
        {
            // All that may speak against it, before the first step.
            var volume = await OwnOrNothing(share, name, ct);
            var heir = await OwnOrNothing(share, HeirOf(name), ct) is { Volume.RevertId: not null } left ? left.Volume : null;
            if (volume is not null) await MustHoldOnlyOwn(share, volume.Volume, ct);
            await exports.Forget(share.InstanceId, ct);
            await volumes.Remove(name, volume?.Volume.Uuid, ct);
            // Left by a way back to a snapshot that was broken off.
            if (heir is not null) await volumes.Remove(heir.Name, heir.Uuid, ct);
        }, ct);
    }

    /// <inheritdoc/>
    public Task<DriverResult<CreatedShare>> Ensure(ShareSpec share, IReadOnlyList<AccessRule> whole, CancellationToken ct = default) =>
        OnShare(share, async name =>
        {
            var sight = await Existing(share, name, ct);
            MustBeWhole(sight.Volume);
            if (sight.Volume.Mark is null) await volumes.Retag(name, [Tags.Of(settings.Marks.Of(share))], [], ct);
            if (sight.Volume.Bytes < share.SizeGib * Gib) await volumes.Extend(sight.Volume, share.SizeGib, await HangingOn(name, ct), ct);
            await Serve(sight, ct);
            await exports.Set(() => Task.FromResult(Exported(share, name)), WantedClients.Of(whole, exports.Problem, NfsSquashWords.Of(share)).Clients, ct);
            return await Created(sight.Volume, ct);
        }, ct);

    /// <summary>Mounts it where it is not what is seen in its place.</summary>
    async Task<Sight> Serve(Sight sight, CancellationToken ct)
    {
        if (!sight.IsCovered) await volumes.Mount(sight.Volume.Name, ct);
        else if (!sight.IsMounted) await volumes.Remount(sight.Volume.Name, ct);
        return sight;
    }

    async Task<CreatedShare> Created(Volume volume, CancellationToken ct) =>
        new(LocationsOf(volume.Name), new Dictionary<string, string> { [VolumeDetail] = volume.Name }) { Identity = $"{await Storage(ct)}:{volume.Uuid}" };

    List<ExportLocation> LocationsOf(string name) =>
        [.. options.Addresses.Select((address, order) => new ExportLocation($"{Bracketed(address)}:{DirectoryOf(name)}", order == 0, false, new Dictionary<string, string>()))];

    static string Bracketed(string address) => IPAddress.Parse(address).AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address;

    /// <summary>The row's volume as it is; one that is missing, or another's, stops the call.</summary>
    async Task<Sight> Existing(ShareSpec share, string name, CancellationToken ct)
    {
        if (await OwnOrNothing(share, name, ct) is { } found) return found;
        if (await OwnOrNothing(share, HeirOf(name), ct) is { Volume.RevertId: not null })
        {
            await volumes.Rename(HeirOf(name), name, ct);
            return await volumes.Find(name, ct) ?? throw StoppedException.Unclear($"{name} was renamed and is not there.");
        }
        throw StoppedException.Refused(MessageDetail.Unknown, $"{options.Group}/{name} is not on {host}: the share was removed behind Abaca's back.");
    }

    /// <summary>Nobody is let in to what is half made.</summary>
    static void MustBeWhole(Volume volume)
    {
        if (volume.IsUnfinished) throw StoppedException.Unclear($"{volume.Name} is still being made (its tags say so: {string.Join(", ", volume.AllTags)}).");
    }
}
