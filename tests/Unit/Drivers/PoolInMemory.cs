using Abaca.Drivers.Rados;

namespace Abaca.Tests.Unit.Drivers;

/// <summary>One pool in memory, with versions; calls change places, as those of two machines do.</summary>
sealed class PoolInMemory : IRadosCluster, IRadosPool
{
    readonly Dictionary<string, ulong> versions = new(StringComparer.Ordinal);

    public Dictionary<string, string> Content { get; } = new(StringComparer.Ordinal);

    public bool Silent { get; set; }

    public IRadosPool Pool(string pool, string space = "") => this;

    public async Task<RadosObject> Read(string name, CancellationToken ct = default)
    {
        await Task.Yield();
        if (Silent) return new RadosObject(RadosEnd.TimedOut, null, 0, "no answer");
        lock (versions)
            return new RadosObject(RadosEnd.Answered, Content.GetValueOrDefault(name), Content.ContainsKey(name) ? Version(name) : 0, null);
    }

    public async Task<RadosWrite> Swap(string name, string content, ulong version, CancellationToken ct = default)
    {
        await Task.Yield();
        lock (versions)
        {
            if (version != (Content.ContainsKey(name) ? Version(name) : 0)) return new RadosWrite(RadosEnd.Answered, true, "changed");
            versions[name] = version + 1;
            Content[name] = content;
            return new RadosWrite(RadosEnd.Answered, false, null);
        }
    }

    public Task<IReadOnlyList<string>?> List(string prefix, CancellationToken ct = default) =>
        Task.FromResult<IReadOnlyList<string>?>(Silent ? null : [.. Content.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))]);

    public Task<RadosWrite> Write(string name, string content, CancellationToken ct = default) => throw new NotSupportedException();

    public Task<RadosWrite> Remove(string name, CancellationToken ct = default) => throw new NotSupportedException();

    public Task<bool> Notify(string name, TimeSpan timeout, CancellationToken ct = default) => throw new NotSupportedException();

    public Task<RadosAnswer> Manager(RadosCommand command, CancellationToken ct = default) => throw new NotSupportedException();

    public Task<RadosAnswer> Monitor(RadosCommand command, CancellationToken ct = default) => throw new NotSupportedException();

    public Task<RadosAnswer> MetadataServer(string mds, RadosCommand command, CancellationToken ct = default) => throw new NotSupportedException();

    public Task<RadosCapacity?> Capacity(CancellationToken ct = default) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    ulong Version(string name) => versions.TryGetValue(name, out var version) ? version : versions[name] = 1;
}
