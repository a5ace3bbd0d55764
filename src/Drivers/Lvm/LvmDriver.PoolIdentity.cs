using Abaca.DriverSdk;

namespace Abaca.Drivers.Lvm;

/// <summary>Which volume group and thin pool they are: by LVM's own numbers, which neither names nor machines change.</summary>
sealed partial class LvmDriver : IPoolIdentity
{
    /// <inheritdoc/>
    public async Task<DriverResult<IReadOnlyList<PoolSight>>> LookAtPools(CancellationToken ct = default) => await StoppedException.Caught<IReadOnlyList<PoolSight>>(async () =>
    {
        // Before the start nobody has looked yet; what is missing is the start's to say.
        if (host.Missing.Count > 0) await host.FindTools(ct);
        if (host.Missing.Count > 0) throw StoppedException.Unclear($"{host} cannot be asked.");
        var where = options.ThinPool is { } pool ? $"{options.Group}/{pool}" : options.Group;
        var room = await StoppedException.Caught(() => Room.Measure(host, options, ct));
        return room switch
        {
            DriverResult<Room>.Done seen => [new PoolSight(PoolName, where, $"lvm {seen.Value.GroupUuid}/{seen.Value.PoolUuid}")],
            DriverResult<Room>.Refused => [new PoolSight(PoolName, where, null)],
            _ => throw new StoppedException(room.WithoutValue()),
        };
    });

    /// <inheritdoc/>
    /// <remarks>Groups have these numbers from the beginning, and several deployments may use one.</remarks>
    public Task<DriverResult> MarkPool(string name, string deployment, CancellationToken ct = default) => Task.FromResult<DriverResult>(new DriverResult.Done());
}
