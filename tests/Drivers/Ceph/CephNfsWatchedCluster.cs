using Abaca.Drivers.Rados;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>A cluster behind a line that can be cut, with its changes counted.</summary>
sealed class CephNfsWatchedCluster(IRadosCluster inner, CommandFaults line, Action changed) : IRadosCluster
{
    const string Lost = "The connection was lost (by the test).";

    public Task<RadosAnswer> Manager(RadosCommand command, CancellationToken ct = default) => Asked(command, () => inner.Manager(command, ct));

    public Task<RadosAnswer> Monitor(RadosCommand command, CancellationToken ct = default) => Asked(command, () => inner.Monitor(command, ct));

    /// <summary>Only those who watch the nodes ask an MDS, beside the calls of the tests.</summary>
    public Task<RadosAnswer> MetadataServer(string mds, RadosCommand command, CancellationToken ct = default) => inner.MetadataServer(mds, command, ct);

    public Task<RadosCapacity?> Capacity(CancellationToken ct = default) => inner.Capacity(ct);

    public IRadosPool Pool(string pool, string space = "") => new WatchedPool(inner.Pool(pool, space), line, changed);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    async Task<RadosAnswer> Asked(RadosCommand command, Func<Task<RadosAnswer>> ask)
    {
        if (WatchedCluster.Changes(command)) changed();
        try
        {
            return await line.Talk(ask);
        }
        catch (IOException)
        {
            return new RadosAnswer(RadosEnd.TimedOut, 0, "", Lost);
        }
    }

    sealed class WatchedPool(IRadosPool inner, CommandFaults line, Action changed) : IRadosPool
    {
        public async Task<RadosObject> Read(string name, CancellationToken ct = default)
        {
            try
            {
                return await line.Talk(() => inner.Read(name, ct));
            }
            catch (IOException)
            {
                return new RadosObject(RadosEnd.TimedOut, null, 0, Lost);
            }
        }

        public Task<RadosWrite> Write(string name, string content, CancellationToken ct = default) => Written(() => inner.Write(name, content, ct));

        public Task<RadosWrite> Swap(string name, string content, ulong version, CancellationToken ct = default) =>
            Written(() => inner.Swap(name, content, version, ct));

        public Task<RadosWrite> Remove(string name, CancellationToken ct = default) => Written(() => inner.Remove(name, ct));

        public async Task<IReadOnlyList<string>?> List(string prefix, CancellationToken ct = default)
        {
            try
            {
                return await line.Talk(() => inner.List(prefix, ct));
            }
            catch (IOException)
            {
                return null;
            }
        }

        public Task<bool> Notify(string name, TimeSpan timeout, CancellationToken ct = default) => inner.Notify(name, timeout, ct);

        async Task<RadosWrite> Written(Func<Task<RadosWrite>> write)
        {
            changed();
            try
            {
                return await line.Talk(write);
            }
            catch (IOException)
            {
                return new RadosWrite(RadosEnd.TimedOut, false, Lost);
            }
        }
    }
}

/// <summary>Commands to the nodes behind the same line; what watches the nodes beside the calls is let through.</summary>
sealed class CephNfsWatchedCommands(ICommandRunner inner, CommandFaults line, Action changed) : ICommandRunner
{
    static readonly string[] Beside = ["tail", "GetConnectionUnixProcessID", "uname", "/proc/sys/kernel/hostname", "-O", "exec true"];
    static readonly string[] Changing = ["UpdateExport", "RemoveExport", "AddExport"];

    readonly ICommandRunner faulty = line.Around(inner);

    public Task<CommandResult> Run(Command command, CancellationToken ct = default)
    {
        bool Says(string word) => command.Arguments.Any(argument => argument == word || argument.Contains($"'{word}'", StringComparison.Ordinal)
            || (word.Length > 10 && argument.Contains(word, StringComparison.Ordinal)));
        if (Beside.Any(Says)) return inner.Run(command, ct);
        if (Changing.Any(Says)) changed();
        return faulty.Run(command, ct);
    }
}
