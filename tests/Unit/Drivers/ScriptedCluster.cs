using Abaca.Drivers.Rados;

namespace Abaca.Tests.Unit.Drivers;

/// <summary>A cluster that answers as the test says; it knows one file system, <c>cephfs</c>.</summary>
sealed class ScriptedCluster(Func<RadosCommand, RadosAnswer> answer) : IRadosCluster
{
    readonly List<RadosCommand> asked = [];

    /// <summary>What was asked so far, apart from the file systems.</summary>
    public IReadOnlyList<RadosCommand> Asked => asked;

    public static RadosAnswer Done(string output = "") => new(RadosEnd.Answered, 0, output, "");

    public static RadosAnswer No(int error, string status) => new(RadosEnd.Answered, error, "", status);

    public Task<RadosAnswer> Manager(RadosCommand command, CancellationToken ct = default) => Answer(command);

    public Task<RadosAnswer> Monitor(RadosCommand command, CancellationToken ct = default) =>
        command.Prefix == "fs ls" ? Task.FromResult(Done("""[{"name":"cephfs","metadata_pool":"fs_meta"}]""")) : Answer(command);

    public Task<RadosAnswer> MetadataServer(string mds, RadosCommand command, CancellationToken ct = default) => Answer(command);

    public Task<RadosCapacity?> Capacity(CancellationToken ct = default) => Task.FromResult<RadosCapacity?>(new RadosCapacity(4L << 30, 1L << 30));

    public IRadosPool Pool(string pool, string space = "") => throw new InvalidOperationException("There are no objects here.");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    Task<RadosAnswer> Answer(RadosCommand command)
    {
        asked.Add(command);
        return Task.FromResult(answer(command));
    }
}
