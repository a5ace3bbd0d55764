using System.Collections.Concurrent;
using System.Globalization;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Gluster;

/// <summary>What the pools hold and can do, and which they are.</summary>
sealed partial class GlusterDriver : IPoolIdentity
{
    readonly ConcurrentDictionary<string, string> troubles = new(StringComparer.Ordinal); // of each pool, when it was measured last

    /// <summary>Some volume can be snapshotted.</summary>
    bool CanSnapshot => places.Values.Any(place => place.NotThin is { } not && not.Count < place.Members);

    async Task<PoolReport> Measure(Place place, CancellationToken ct)
    {
        var all = await place.Cluster.Volumes(ct);
        var members = place.Pool.Members(all).ToList();
        var bricks = await place.Bricks.Look(ct);
        var notThin = await place.Bricks.NotThin(bricks, ct);
        (place.NotThin, place.Members) = (notThin.Where(one => members.Exists(volume => volume.Name == one.Key)).ToDictionary(StringComparer.Ordinal), members.Count(volume => bricks.Any(brick => brick.IsOnline && brick.Volume == volume.Name)));
        var sizes = SizesOf(members, bricks);
        var down = bricks.Where(brick => !brick.IsOnline).Select(brick => $"Brick {brick.Place} of volume {brick.Volume} is down: gluster volume start {brick.Volume} force.");
        var bare = members.Where(volume => volume.IsUnowned && !VolumePool.IsFree(volume) && volume.Claims.Count == 0).Select(volume => $"Volume {volume.Name} is not used: {Setup.Inspection.Missing(volume)}");
        troubles[place.Cluster.Pool] = string.Join(' ', down.Concat(bare));
        var canSnapshot = place.Members > place.NotThin.Count;
        return new PoolReport(place.Cluster.Pool, members.Sum(volume => sizes.GetValueOrDefault(volume.Name)), members.Where(VolumePool.IsFree).Sum(volume => sizes.GetValueOrDefault(volume.Name)))
        {
            SnapshotSupport = canSnapshot,
            CreateShareFromSnapshotSupport = canSnapshot,
            Ipv6Support = place.Cluster.Server.Host.Contains(':'),
            Capabilities = new Dictionary<string, object>
            {
                ["free_volumes"] = members.Count(VolumePool.IsFree),
                ["snapshot_support_reason"] = place.NotThin.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{place.NotThin.Count} of {place.Members} volumes cannot be snapshotted: {place.NotThin.First().Key}: {place.NotThin.First().Value}"),
            },
        };
    }

    /// <summary>Sizes of volumes in GiB: from their names, or from their bricks. One of which neither says anything has none.</summary>
    Dictionary<string, double> SizesOf(IEnumerable<Volume> volumes, IReadOnlyList<Brick> bricks)
    {
        var bytes = bricks.ToLookup(brick => brick.Volume, StringComparer.Ordinal);
        return volumes.Select(volume => (volume.Name, Size: options.Pattern.SizeIn(volume.Name) ?? MeasuredGib(volume, [.. bytes[volume.Name]]))).Where(one => one.Size is not null)
            .ToDictionary(one => one.Name, one => one.Size!.Value, StringComparer.Ordinal);
    }

    /// <summary>Null while a brick is down, or is not the volume's only one there.</summary>
    static double? MeasuredGib(Volume volume, IReadOnlyList<Brick> bricks) =>
        bricks.Count >= volume.Shape.Bricks && bricks.Take(volume.Shape.Bricks).All(brick => brick.Bytes is not null)
            ? volume.Shape.Usable([.. bricks.Take(volume.Shape.Bricks).Select(brick => brick.Bytes!.Value)]) / Gib
            : null;

    /// <summary>Size of one volume in GiB.</summary>
    async Task<double> SizeOf(Place place, Volume volume, CancellationToken ct) =>
        SizesOf([volume], options.Pattern.SizeIn(volume.Name) is null ? await place.Bricks.Look(ct, volume.Name) : []).GetValueOrDefault(volume.Name);

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<PoolSight>>> LookAtPools(CancellationToken ct = default) => StoppedException.Caught<IReadOnlyList<PoolSight>>(async () =>
    {
        var seen = new List<PoolSight>();
        foreach (var place in places.Values)
        {
            var instances = (await place.Cluster.Volumes(ct)).Select(volume => volume.Owner).OfType<OwnershipMark>().Select(mark => mark.InstanceId).ToHashSet(StringComparer.Ordinal);
            seen.Add(new PoolSight(place.Cluster.Pool, $"cluster of {place.Cluster}", await Identity(place, ct)) { Instances = instances });
        }
        return seen;
    });

    /// <inheritdoc/>
    /// <remarks>Clusters have these numbers from the beginning, and several deployments may use one.</remarks>
    public Task<DriverResult> MarkPool(string name, string deployment, CancellationToken ct = default) => Task.FromResult<DriverResult>(new DriverResult.Done());

    /// <summary>A cluster has no number of its own; its servers have. The first of them is the same through whichever server one asks.</summary>
    static async Task<string> Identity(Place place, CancellationToken ct)
    {
        var servers = (await place.Cluster.Do("listing the servers", ct, "pool", "list")).Document!.Descendants("peer").Select(peer => peer.Element("uuid")?.Value).OfType<string>().Order(StringComparer.Ordinal).ToList();
        return servers.Count > 0 ? $"gluster {servers[0]}" : throw StoppedException.Unclear($"{place.Cluster} names no server of its cluster.");
    }
}
