using System.Net.Sockets;
using Abaca.DriverSdk;
using Abaca.Drivers.KernelNfs;
using Abaca.Drivers.Lvm.Setup;

namespace Abaca.Drivers.Lvm;

/// <summary>
/// Shares as logical volumes with a file system each, on this machine or on one over SSH, exported by that machine's own NFS server. A share's
/// size is its volume's. Each file of this class holds one ability.
/// </summary>
sealed partial class LvmDriver : IShareDriver
{
    const long Gib = 1L << 30;

    const int MountsAtOnce = 4;

    /// <summary>Name of the one pool, as Manila has it.</summary>
    public const string PoolName = "lvm-single-pool";

    /// <summary>Detail of a share or snapshot: its volume, so that a changed name template does not lose it.</summary>
    const string VolumeDetail = "volume_name";

    readonly BackendSettings settings;
    readonly LvmOptions options;
    readonly LvmHost host;
    readonly Volumes volumes;
    readonly IExports exports;
    readonly ShareCalls calls = new();
    string? bootSeen; // the boot of the file server whose mounts were looked at last

    public LvmDriver(BackendSettings settings, LvmOptions options, LvmHost host)
    {
        (this.settings, this.options, this.host) = (settings, options, host);
        volumes = new Volumes(host, options);
        exports = new ExportsFile(host, settings.Section, settings.Clock);
    }

    /// <summary>The file server.</summary>
    internal LvmHost Host => host;

    /// <inheritdoc/>
    public Task<DriverResult> Start(CancellationToken ct = default) =>
        calls.Start(async () => HealthFinding.EndOfStart(await new Inspection(host, options, settings.Section).Run(ct), settings.Log), ct);

    /// <inheritdoc/>
    public async Task<DriverResult<BackendReport>> Report(CancellationToken ct = default)
    {
        if (!calls.HasStarted) return ShareCalls.NotStarted;
        return await StoppedException.Caught(async () =>
        {
            var room = await Room.Measure(host, options, ct);
            await MountAfterBoot(room.Boot, ct);
            if (room.Trouble is { } trouble && room.FreeBytes == 0) throw StoppedException.Refused(MessageDetail.BackendNotReady, trouble);
            return new BackendReport("Open Source", "1.0", "NFS", [Measured(room)]) { Trouble = room.Trouble };
        });
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => host.DisposeAsync();

    PoolReport Measured(Room room) => new(PoolName, (double)room.TotalBytes / Gib, (double)room.FreeBytes / Gib)
    {
        ThinProvisioning = options.IsThin,
        SnapshotSupport = true,
        CreateShareFromSnapshotSupport = options.IsThin,
        RevertToSnapshotSupport = options.IsThin,
        Ipv4Support = options.Has(AddressFamily.InterNetwork),
        Ipv6Support = options.Has(AddressFamily.InterNetworkV6),
    };

    /// <summary>After a boot of the file server nothing is mounted; shares of ours are, before anybody asks for them.</summary>
    async Task MountAfterBoot(string boot, CancellationToken ct)
    {
        if (boot == bootSeen) return;
        var ours = (await volumes.All(ct)).Where(sight => !sight.IsCovered && IsServed(sight.Volume)).Select(sight => sight.Volume.Name).ToList();
        await Parallel.ForEachAsync(ours, new ParallelOptions { MaxDegreeOfParallelism = MountsAtOnce, CancellationToken = ct }, async (name, stop) =>
        {
            // Not while a call has it unmounted.
            using var turn = await calls.Turn(name, stop);
            var end = await StoppedException.Caught(() => volumes.Mount(name, stop));
            if (end is not DriverResult.Done) settings.Log.Warn($"{host}: {name} could not be mounted after the machine's start, and is tried again when it is verified: {end}");
        });
        if (ours.Count > 0) await volumes.Export(ct);
        bootSeen = boot;
    }

    /// <summary>A share of this service that is whole.</summary>
    bool IsServed(Volume volume) => volume.Mark is { SnapshotId: null } mark && mark.Deployment == settings.Deployment && !volume.IsUnfinished && !volume.Name.EndsWith(HeirSuffix, StringComparison.Ordinal);

    /// <summary>Runs one call on one share: alone, with failures as results.</summary>
    Task<DriverResult<T>> OnShare<T>(ShareSpec share, Func<string, Task<T>> work, CancellationToken ct) => calls.Run(() => NameOf(share), name => name, work, ct);

    /// <inheritdoc cref="OnShare{T}"/>
    Task<DriverResult> OnShare(ShareSpec share, Func<string, Task> work, CancellationToken ct) => calls.Run(() => NameOf(share), name => name, work, ct);

    string NameOf(ShareSpec share)
    {
        if (share.Protocol != "NFS") throw StoppedException.Refused(MessageDetail.NoValidHost, $"LVM backends serve NFS, not {share.Protocol}.");
        if (share.Pool != PoolName) throw StoppedException.Refused(MessageDetail.NoValidHost, $"There is no pool {share.Pool}; this backend has {PoolName}.");
        return Good(Called(share));
    }

    static string Called(ShareSpec share) => share.Details.GetValueOrDefault(VolumeDetail) ?? share.Name;

    /// <summary>LVM takes it; of another name it has never had a volume.</summary>
    bool IsGood(string name) => VolumeName.IsGood(name) && VolumeName.Fits(options.Group, name + HeirSuffix);

    string Good(string name) => IsGood(name)
        ? name
        : throw StoppedException.Refused(MessageDetail.NoValidHost, $"LVM takes no volume of the name {name} in {options.Group}; look at share_name_template.");

    string DirectoryOf(string name) => $"{options.Root}/{name}";
}
