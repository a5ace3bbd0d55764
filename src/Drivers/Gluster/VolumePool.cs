using System.Security.Cryptography;
using System.Text;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Gluster;

/// <summary>
/// Who has which volume, agreed upon by any number of services that know of each other only what stands on the volumes. Gluster has no "set
/// if it is not set", so a volume is taken in three steps: a claim of one's own is written beside those of others, all claims are read, and only who
/// sees no other one and no owner writes himself as owner, which takes the claim away in the same step. Of two that see each other the one with the smaller
/// name of option waits and the other withdraws, so one of them goes on. No step rests on time: a claim of a service that died keeps its
/// volume for the row that it names, until that row is made or deleted.
/// </summary>
/// <param name="cluster">The cluster.</param>
/// <param name="pattern">Which volumes are the pool.</param>
/// <param name="settings">Of the backend.</param>
sealed class VolumePool(GlusterCluster cluster, VolumePattern pattern, BackendSettings settings)
{
    const int WaitingRounds = 60;
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    readonly Lock gate = new();
    readonly HashSet<string> beingTaken = new(StringComparer.Ordinal);

    /// <summary>The option of this service's claims: no other service has it, whichever database, section or machine it has.</summary>
    string ClaimOption { get; } = Volume.ClaimPrefix + Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', settings.Deployment, settings.Section, Environment.MachineName, settings.StateDirectory))))[..16];

    /// <summary>Volumes of the pool.</summary>
    public IEnumerable<Volume> Members(IEnumerable<Volume> all) => all.Where(volume => volume.CloneOf is null && pattern.Matches(volume.Name));

    /// <summary>A volume that a share may take: nobody has it or is about to, and it is safe to hand out.</summary>
    public static bool IsFree(Volume volume) => volume.IsUnowned && volume.Claims.Count == 0 && IsReady(volume);

    /// <summary>What it takes to hand it out is there.</summary>
    static bool IsReady(Volume volume) => volume is { IsStarted: true, HasTls: true } && volume.Allowed.Reserved.Count > 0;

    /// <summary>Takes the smallest free volume that fits, or the one that is the row's already.</summary>
    /// <param name="share">The share.</param>
    /// <param name="sizes">Size in GiB of a volume.</param>
    /// <param name="suits">Why a volume does not suit this share; null when it does.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="StoppedException">There is none, with the reason.</exception>
    public async Task<Volume> Take(ShareSpec share, IReadOnlyDictionary<string, double> sizes, Func<Volume, string?> suits, CancellationToken ct)
    {
        var mark = settings.Marks.Of(share);
        for (var round = 1; ; round++)
        {
            var members = Members(await cluster.Volumes(ct)).ToList();
            if (members.Find(volume => volume.Owner is { } owner && owner.IsSameOwner(mark)) is { } done) return done;
            var fitting = members.Where(volume => volume.IsUnowned && IsReady(volume) && sizes.GetValueOrDefault(volume.Name) >= share.SizeGib && suits(volume) is null)
                .OrderBy(volume => sizes[volume.Name]).ThenBy(volume => Lot(share, volume), StringComparer.Ordinal).ToList();
            // A claim of this very share, from a call that was cut off, comes first.
            var begun = fitting.Find(volume => volume.Claims.Values.Any(claim => claim.IsSameOwner(mark)));
            foreach (var volume in fitting.Where(volume => volume == begun || (begun is null && volume.Claims.Count == 0)))
            {
                if (!Reserve(volume)) continue;
                try
                {
                    if (await TryTake(volume, mark, owner: null, ct) is { } taken) return taken;
                }
                finally
                {
                    Release(volume);
                }
            }
            if (fitting.Count == 0 || round == WaitingRounds) throw None(share, members, sizes, suits);
            await Task.Delay(Pause, settings.Clock, ct); // all that fit are being taken this very moment, or one was lost to another service
        }
    }

    /// <summary>Takes this volume; what it carries now is given up.</summary>
    public async Task<Volume> TakeThis(ShareSpec share, Volume volume, CancellationToken ct)
    {
        if (Reserve(volume))
        {
            try
            {
                if (await TryTake(volume, settings.Marks.Of(share), volume.Owner, ct) is { } taken) return taken;
            }
            finally
            {
                Release(volume);
            }
        }
        throw StoppedException.Unclear($"Volume {volume.Name} of {cluster.Server.Host} is being taken by somebody else.");
    }

    /// <summary>Options that make the volume the row's, and end the claim on it.</summary>
    public static IReadOnlyList<(string Option, string Value)> Taking(OwnershipMark mark) => [(Volume.OwnerOption, mark.ToText()), (Volume.ShareOption, mark.InstanceId)];

    /// <summary>Withdraws a claim of the row on a volume that it never came to own.</summary>
    public Task Withdraw(Volume volume, OwnershipMark mark, CancellationToken ct) => cluster.Set(
        volume, $"withdrawing from volume {volume.Name}", ct, volume.Claims.Where(claim => claim.Value.IsSameOwner(mark)).Select(claim => (claim.Key, Volume.Nobody)));

    async Task<Volume?> TryTake(Volume volume, OwnershipMark mark, OwnershipMark? owner, CancellationToken ct)
    {
        await cluster.Set(volume, $"claiming volume {volume.Name}", ct, [(ClaimOption, mark.ToText())]);
        for (var round = 1; ; round++)
        {
            var now = await cluster.Again(volume, ct);
            var others = now.Claims.Where(claim => claim.Key != ClaimOption && !claim.Value.IsSameOwner(mark)).ToList();
            var isFree = now.Owner == owner && (owner is not null || now.ShareId == volume.ShareId) && now.Claims.GetValueOrDefault(ClaimOption)?.IsSameOwner(mark) == true;
            if (isFree && others.Count == 0)
            {
                await cluster.Set(volume, $"taking volume {volume.Name}", ct, [.. Taking(mark), (Volume.AllowOption, now.Allowed.With([]).ToString()), .. Ended(now, mark)]);
                return await cluster.Again(volume, ct);
            }
            if (!isFree || round == WaitingRounds || others.Any(claim => string.CompareOrdinal(claim.Key, ClaimOption) < 0))
            {
                if (now.Claims.GetValueOrDefault(ClaimOption)?.IsSameOwner(mark) == true) await Withdraw(now, mark, ct);
                return null;
            }
            await Task.Delay(Pause, settings.Clock, ct);
        }
    }

    static IEnumerable<(string Option, string Value)> Ended(Volume volume, OwnershipMark mark) =>
        volume.Claims.Where(claim => claim.Value.IsSameOwner(mark)).Select(claim => (claim.Key, Volume.Nobody));

    StoppedException None(ShareSpec share, List<Volume> members, IReadOnlyDictionary<string, double> sizes, Func<Volume, string?> suits)
    {
        var reasons = members.GroupBy(volume => WhyNot(share, volume, sizes, suits)).Select(group => $"{group.Count()} {group.Key}").Order(StringComparer.Ordinal);
        var counted = members.Count == 0 ? "no volume matches glusterfs_volume_pattern" : $"of {members.Count} that match glusterfs_volume_pattern {string.Join(", ", reasons)}";
        return StoppedException.Refused(MessageDetail.NoValidHost, $"No free volume of at least {share.SizeGib} GiB on {cluster.Server.Host}: {counted}. Make more volumes there, or delete shares.");
    }

    static string WhyNot(ShareSpec share, Volume volume, IReadOnlyDictionary<string, double> sizes, Func<Volume, string?> suits) =>
        !volume.IsUnowned ? "are in use"
        : !IsReady(volume) ? "are not started or have no TLS"
        : sizes.GetValueOrDefault(volume.Name) < share.SizeGib ? "are too small"
        : suits(volume) ?? "are being taken by others";

    /// <summary>An order of its own for each share, so that services do not all begin with the same volume.</summary>
    static string Lot(ShareSpec share, Volume volume) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(share.InstanceId + volume.Id)));

    bool Reserve(Volume volume)
    {
        lock (gate) return beingTaken.Add(volume.Name);
    }

    void Release(Volume volume)
    {
        lock (gate) beingTaken.Remove(volume.Name);
    }
}
