using System.Collections.Concurrent;
using System.Text.Json;
using Abaca.Drivers.Rados;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>A cluster that copies so many snapshots at once and takes no more meanwhile, as releases after Ceph 16 do.</summary>
/// <param name="most">Copies at once.</param>
sealed class BusyCluster(int most)
{
    const int TryAgain = 11;

    readonly ConcurrentQueue<string> begun = [];
    readonly SemaphoreSlim one = new(1);
    int refused;

    /// <summary>Names of the copies that the cluster took, in their order.</summary>
    public IReadOnlyList<string> Begun => [.. begun];

    /// <summary>Copies that it did not take.</summary>
    public int Refused => refused;

    /// <summary>Stands between a driver and its cluster.</summary>
    public IRadosCluster Around(IRadosCluster cluster) => new Line(this, cluster);

    async Task<RadosAnswer> Clone(IRadosCluster cluster, RadosCommand command, CancellationToken ct)
    {
        await one.WaitAsync(ct);
        try
        {
            var underWay = 0;
            foreach (var name in begun)
                if (await IsUnderWay(cluster, (string)command.Arguments["vol_name"], name, ct)) underWay++;
            if (underWay >= most)
            {
                refused++;
                return new RadosAnswer(RadosEnd.Answered, TryAgain, "", "all cloner threads are busy, please try again later");
            }
            var answer = await cluster.Manager(command, ct);
            if (answer.Succeeded) begun.Enqueue((string)command.Arguments["target_sub_name"]);
            return answer;
        }
        finally
        {
            one.Release();
        }
    }

    static async Task<bool> IsUnderWay(IRadosCluster cluster, string fileSystem, string name, CancellationToken ct)
    {
        var arguments = new Dictionary<string, object> { ["vol_name"] = fileSystem, ["clone_name"] = name, ["format"] = "json" };
        var answer = await cluster.Manager(new RadosCommand("fs clone status", arguments, TimeSpan.FromSeconds(30)), ct);
        if (!answer.Succeeded) return false;
        using var status = JsonDocument.Parse(answer.Output);
        return status.RootElement.GetProperty("status").GetProperty("state").GetString() is "pending" or "in-progress";
    }

    sealed class Line(BusyCluster busy, IRadosCluster cluster) : IRadosCluster
    {
        public Task<RadosAnswer> Manager(RadosCommand command, CancellationToken ct = default) =>
            command.Prefix == "fs subvolume snapshot clone" ? busy.Clone(cluster, command, ct) : cluster.Manager(command, ct);

        public Task<RadosAnswer> Monitor(RadosCommand command, CancellationToken ct = default) => cluster.Monitor(command, ct);

        public Task<RadosAnswer> MetadataServer(string mds, RadosCommand command, CancellationToken ct = default) => cluster.MetadataServer(mds, command, ct);

        public Task<RadosCapacity?> Capacity(CancellationToken ct = default) => cluster.Capacity(ct);

        public IRadosPool Pool(string pool, string space = "") => cluster.Pool(pool, space);

        public ValueTask DisposeAsync() => cluster.DisposeAsync();
    }
}
