using Abaca.Tests.Compat.Kill;
using Abaca.Tests.Compat.Service;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>A storage system for the whole service, with daemons that can die.</summary>
interface IWholeGround : IAsyncDisposable
{
    /// <summary>The service for it.</summary>
    ServiceSetting Setting { get; }

    /// <summary>What its users do.</summary>
    StormWeather Weather { get; }

    /// <summary>What it holds.</summary>
    Task<HeldThings> Held();

    /// <summary>kill -9 of a daemon drawn by lot; answers with its name.</summary>
    Task<string> Wound(Random lots, CancellationToken ct);

    /// <summary>Starts what is dead.</summary>
    Task Heal(CancellationToken ct);
}

/// <summary>A cluster with native clients; its mgr can die.</summary>
sealed class WholeNativeGround : IWholeGround
{
    WholeNativeGround(CephCluster cluster) => Cluster = cluster;

    /// <summary>The cluster.</summary>
    public CephCluster Cluster { get; }

    /// <inheritdoc/>
    public ServiceSetting Setting => WholeConfig.OfNative(Cluster.ConfigPath);

    /// <inheritdoc/>
    public StormWeather Weather { get; } = new()
    {
        Protocol = "CEPHFS",
        ClientType = "cephx",
        Client = lots => $"user{lots.Next(8)}", // few, so that most have several shares
        Reverts = false,
    };

    /// <summary>Makes it.</summary>
    public static async Task<WholeNativeGround> Make(CancellationToken ct, string? address = null)
    {
        var cluster = await CephCluster.Start(address is null ? null : new CephClusterOptions { Address = address }, ct);
        await cluster.MakeUser("manila", CephFsSite.LeastCaps, ct);
        return new WholeNativeGround(cluster);
    }

    /// <inheritdoc/>
    public Task<HeldThings> Held() => new WholeStorage(Cluster, []).Read(CancellationToken.None);

    /// <inheritdoc/>
    public async Task<string> Wound(Random lots, CancellationToken ct)
    {
        await Cluster.Kill("mgr", ct);
        return "mgr";
    }

    /// <inheritdoc/>
    public async Task Heal(CancellationToken ct)
    {
        if (!Cluster.IsAlive("mgr")) await Cluster.Run("mgr", ct);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}

/// <summary>A cluster with two Ganesha machines; its mgr and each Ganesha can die.</summary>
sealed class WholeNfsGround(CephNfsGround ground) : IWholeGround
{
    /// <summary>Cluster, machines and network.</summary>
    public CephNfsGround Ground => ground;

    /// <inheritdoc/>
    public ServiceSetting Setting => WholeConfig.OfNfs(ground.Cluster.ConfigPath, ground.Key, ground.Machines[0].Address, snapshots: true)
        .With($"cephfs_ganesha_server_ips = {string.Join(',', ground.Machines.Select(machine => machine.Address))}");

    /// <inheritdoc/>
    public StormWeather Weather { get; } = new() { Reverts = false };

    /// <inheritdoc/>
    public Task<HeldThings> Held() => new WholeStorage(ground.Cluster, ground.Machines).Read(CancellationToken.None);

    /// <inheritdoc/>
    public async Task<string> Wound(Random lots, CancellationToken ct)
    {
        if (lots.Next(3) == 0)
        {
            await ground.Cluster.Kill("mgr", ct);
            return "mgr";
        }
        var machine = ground.Machines[lots.Next(ground.Machines.Count)];
        await machine.Ganesha.Kill(ct);
        return $"Ganesha {machine.Name}";
    }

    /// <inheritdoc/>
    public async Task Heal(CancellationToken ct)
    {
        if (!ground.Cluster.IsAlive("mgr")) await ground.Cluster.Run("mgr", ct);
        await Task.WhenAll(ground.Machines.Where(machine => !machine.Ganesha.IsAlive).Select(machine => machine.Ganesha.Start(ct)));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ground.DisposeAsync();
}
