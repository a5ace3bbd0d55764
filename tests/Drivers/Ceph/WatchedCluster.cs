using Abaca.Drivers.Rados;
using Abaca.Tests.Drivers.Conformance;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>The line between driver and cluster: it can be cut, and it counts what changes anything.</summary>
sealed class WatchedCluster(IRadosCluster cluster, CommandFaults faults, Action changed) : IRadosCluster
{
    static readonly string[] Reading =
    [
        "fs ls", "mon dump", "auth get", "client ls", "fs subvolume info", "fs subvolume ls", "fs subvolume getpath", "fs subvolume authorized_list",
        "fs subvolume metadata get", "fs subvolumegroup ls", "fs subvolume snapshot ls", "fs subvolume snapshot info", "fs clone status",
    ];

    public Task<RadosAnswer> Manager(RadosCommand command, CancellationToken ct = default) => Talk(command, () => cluster.Manager(command, ct));

    public Task<RadosAnswer> Monitor(RadosCommand command, CancellationToken ct = default) => Talk(command, () => cluster.Monitor(command, ct));

    public Task<RadosAnswer> MetadataServer(string mds, RadosCommand command, CancellationToken ct = default) =>
        Talk(command, () => cluster.MetadataServer(mds, command, ct));

    public Task<RadosCapacity?> Capacity(CancellationToken ct = default) => cluster.Capacity(ct);

    public IRadosPool Pool(string pool, string space = "") => cluster.Pool(pool, space);

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    /// <summary>Whether a command does more than look.</summary>
    public static bool Changes(RadosCommand command) => !Reading.Contains(command.Prefix);

    async Task<RadosAnswer> Talk(RadosCommand command, Func<Task<RadosAnswer>> ask)
    {
        if (Changes(command)) changed();
        var asked = false;
        try
        {
            return await faults.Talk(() =>
            {
                asked = true;
                return ask();
            });
        }
        catch (IOException lost)
        {
            return new RadosAnswer(asked ? RadosEnd.TimedOut : RadosEnd.Unreachable, 0, "", lost.Message);
        }
    }
}
