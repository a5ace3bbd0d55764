using System.Text;

namespace Abaca.Drivers.Rados;

/// <summary>
/// A Ceph cluster through librados and libcephfs. Their calls block, some of them for ever, so each has a thread and a deadline of
/// its own; see <see cref="CallThreads"/>. Nothing is touched before the first call.
/// </summary>
public sealed class RadosCluster : IRadosCluster
{
    /// <summary>Calls under way to one kind of daemon; a dead mgr must not take the places of calls to the monitors.</summary>
    const int Places = 16;

    const int NotPermitted = 1;
    const int AccessDenied = 13;
    const int OperationNotSupported = 95;

    static readonly TimeSpan CapacityTimeout = TimeSpan.FromSeconds(10);
    static readonly TimeSpan ConnectGrace = TimeSpan.FromSeconds(5);
    static readonly TimeSpan CloseGrace = TimeSpan.FromSeconds(5);
    static readonly TimeSpan LoadingPause = TimeSpan.FromMilliseconds(200);

    readonly RadosSettings settings;
    readonly TimeProvider clock;
    readonly RadosConnection cluster;
    readonly RadosConnection fileSystems;
    readonly CallThreads monitors;
    readonly CallThreads managers;
    readonly CallThreads metadataServers;
    readonly CallThreads objects;

    /// <summary>A cluster that will be connected to at the first call.</summary>
    public RadosCluster(RadosSettings settings, TimeProvider clock) : this(settings, clock, RadosConnecting.OnThisMachine)
    {
    }

    /// <summary>As above, with libraries that may not be there.</summary>
    internal RadosCluster(RadosSettings settings, TimeProvider clock, Func<string, bool> libraries)
    {
        (this.settings, this.clock) = (settings, clock);
        var connecting = new RadosConnecting(settings, libraries, clock);
        cluster = new RadosConnection(connecting.Cluster, settings.ConnectTimeout + ConnectGrace, clock);
        fileSystems = new RadosConnection(connecting.FileSystems, settings.ConnectTimeout + ConnectGrace, clock);
        (monitors, managers) = (new CallThreads(Places, clock), new CallThreads(Places, clock));
        (metadataServers, objects) = (new CallThreads(Places, clock), new CallThreads(Places, clock));
    }

    /// <inheritdoc/>
    public async Task<RadosAnswer> Manager(RadosCommand command, CancellationToken ct = default)
    {
        var began = clock.GetTimestamp();
        RadosAnswer? loading = null;
        while (true)
        {
            var left = command.Timeout - clock.GetElapsedTime(began);
            if (loading is not null && left <= LoadingPause) return loading;
            var answer = await Ask(cluster, managers, NativeCommand.Manager, command with { Timeout = left }, ct);
            if (!IsLoading(answer)) return answer;
            loading = answer;
            await Task.Delay(LoadingPause, clock, ct);
        }
    }

    /// <inheritdoc/>
    public Task<RadosAnswer> Monitor(RadosCommand command, CancellationToken ct = default) =>
        Ask(cluster, monitors, NativeCommand.Monitor, command, ct);

    /// <inheritdoc/>
    public Task<RadosAnswer> MetadataServer(string mds, RadosCommand command, CancellationToken ct = default) =>
        Ask(fileSystems, metadataServers, (client, text, input) => NativeCommand.MetadataServer(client, mds, text, input), command, ct);

    /// <inheritdoc/>
    public async Task<RadosCapacity?> Capacity(CancellationToken ct = default)
    {
        var reached = await cluster.Call(monitors, handle => (Error: LibRados.Stat(handle, out var stat), Stat: stat), said => IsRefused(said.Error), CapacityTimeout, ct);
        if (reached.End != RadosEnd.Answered || reached.Result.Error != 0) return null;
        var stat = reached.Result.Stat;
        if (stat.TotalKib == 0) return null; // no OSD has been counted yet
        return new RadosCapacity(checked((long)stat.TotalKib * 1024), checked((long)stat.FreeKib * 1024));
    }

    /// <inheritdoc/>
    public IRadosPool Pool(string pool, string space = "") => new RadosPool(settings, cluster, objects, pool, space);

    /// <summary>Takes no more calls and closes the connections; those with a call that does not come back are left.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await Task.WhenAll(cluster.HangUp(), fileSystems.HangUp()).WaitAsync(CloseGrace, clock);
        }
        catch (TimeoutException)
        {
            // A call hangs, or closing does: its threads are in the background and hold nothing up.
        }
    }

    /// <summary>The identity may not do it (of objects and the cluster's size).</summary>
    internal static bool IsRefused(int error) => Math.Abs(error) is NotPermitted or AccessDenied;

    /// <summary>A mgr that has just started says so of modules that are still to be loaded.</summary>
    static bool IsLoading(RadosAnswer answer) =>
        answer is { End: RadosEnd.Answered, Error: OperationNotSupported } && answer.Status.Contains("is not enabled/loaded", StringComparison.Ordinal);

    async Task<RadosAnswer> Ask(
        RadosConnection connection, CallThreads threads, Func<nint, byte[], byte[], CommandReply> ask, RadosCommand command, CancellationToken ct)
    {
        var text = CommandJson.Of(command);
        var input = command.Input is { } given ? Encoding.UTF8.GetBytes(given) : [];
        // The mgr's modules say "not permitted" of other people's identities, too; the MDS only of the caller's.
        bool Refused(CommandReply reply) => reply.Error == AccessDenied || (reply.Error == NotPermitted && ReferenceEquals(connection, fileSystems));
        var reached = await connection.Call(threads, handle => ask(handle, text, input), Refused, command.Timeout, ct);
        return reached.End == RadosEnd.Answered
            ? new RadosAnswer(RadosEnd.Answered, reached.Result.Error, reached.Result.Output, Explain.Status(settings, command.Prefix, reached.Result))
            : new RadosAnswer(reached.End, 0, "", $"'{command.Prefix}': {reached.Problem}");
    }
}
