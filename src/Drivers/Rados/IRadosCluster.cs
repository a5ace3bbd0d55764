namespace Abaca.Drivers.Rados;

/// <summary>
/// One Ceph cluster as one identity sees it. Connects at first use and again after a lost connection; every call has a deadline,
/// and one that never comes back holds up no other.
/// </summary>
public interface IRadosCluster : IAsyncDisposable
{
    /// <summary>Asks the active mgr, its <c>volumes</c> and <c>nfs</c> modules among others.</summary>
    Task<RadosAnswer> Manager(RadosCommand command, CancellationToken ct = default);

    /// <summary>Asks the monitors.</summary>
    Task<RadosAnswer> Monitor(RadosCommand command, CancellationToken ct = default);

    /// <summary>Asks MDS daemons (libcephfs): <paramref name="mds"/> is a rank (<c>cephfs:0</c>), a name, or <c>*</c>.</summary>
    Task<RadosAnswer> MetadataServer(string mds, RadosCommand command, CancellationToken ct = default);

    /// <summary>Free and total bytes of the whole cluster; null when nobody answers in time, or knows it yet.</summary>
    Task<RadosCapacity?> Capacity(CancellationToken ct = default);

    /// <summary>Objects of a pool; touches nothing yet.</summary>
    /// <param name="pool">Name of the pool.</param>
    /// <param name="space">RADOS namespace, or empty for the default one.</param>
    IRadosPool Pool(string pool, string space = "");
}

/// <summary>Small objects in one pool and namespace.</summary>
public interface IRadosPool
{
    /// <summary>The whole object with its version.</summary>
    Task<RadosObject> Read(string name, CancellationToken ct = default);

    /// <summary>Replaces the whole object, whatever it was.</summary>
    Task<RadosWrite> Write(string name, string content, CancellationToken ct = default);

    /// <summary>
    /// Replaces the object only if it is still the version that was read (compare and swap); version 0 means that it must not exist
    /// yet.
    /// </summary>
    Task<RadosWrite> Swap(string name, string content, ulong version, CancellationToken ct = default);

    /// <summary>Removes the object; already gone is written.</summary>
    Task<RadosWrite> Remove(string name, CancellationToken ct = default);

    /// <summary>Names of all objects that start with <paramref name="prefix"/>; null when nobody answers in time.</summary>
    Task<IReadOnlyList<string>?> List(string prefix, CancellationToken ct = default);

    /// <summary>Wakes whoever watches the object; a watcher that died makes it take the whole timeout, so "no" means "maybe".</summary>
    Task<bool> Notify(string name, TimeSpan timeout, CancellationToken ct = default);

    /// <summary>
    /// How many watch the object, by waking them: only those count that answer. Null when nobody can say.
    /// </summary>
    Task<int?> Watchers(string name, TimeSpan timeout, CancellationToken ct = default) => Task.FromResult<int?>(null);
}

/// <summary>A command as monitors and daemons take it: one JSON object.</summary>
/// <param name="Prefix">For example <c>fs subvolume create</c>.</param>
/// <param name="Arguments">Strings, numbers, booleans and lists of strings; absent means absent.</param>
/// <param name="Timeout">Deadline.</param>
/// <param name="Input">The command's input (<c>-i</c> of the tool), or null.</param>
public sealed record RadosCommand(
    string Prefix, IReadOnlyDictionary<string, object> Arguments, TimeSpan Timeout, string? Input = null);

/// <summary>How a call to the cluster ended.</summary>
public enum RadosEnd
{
    /// <summary>The cluster answered; the answer may be an error.</summary>
    Answered,
    /// <summary>No answer before the deadline; it may have acted.</summary>
    TimedOut,
    /// <summary>No connection: nothing was done.</summary>
    Unreachable,
}

/// <summary>An answer.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Error">errno(3) as a positive number; 0 when it succeeded.</param>
/// <param name="Output">What the command printed; may hold a key, so it never goes to a log.</param>
/// <param name="Status">The cluster's words, or why there is no answer.</param>
public sealed record RadosAnswer(RadosEnd End, int Error, string Output, string Status)
{
    /// <summary>It did what was asked.</summary>
    public bool Succeeded => End == RadosEnd.Answered && Error == 0;
}

/// <summary>Size of a cluster in bytes.</summary>
public sealed record RadosCapacity(long TotalBytes, long FreeBytes);

/// <summary>What reading an object gave.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Content">UTF-8 text, or null when there is no such object.</param>
/// <param name="Version">For <see cref="IRadosPool.Swap"/>; 0 when there is no such object.</param>
/// <param name="Problem">Why there is no answer, or null.</param>
public sealed record RadosObject(RadosEnd End, string? Content, ulong Version, string? Problem);

/// <summary>How a write ended.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Changed">Somebody else changed the object first (<see cref="IRadosPool.Swap"/>): read again.</param>
/// <param name="Problem">Why it failed, or null when it is written.</param>
public sealed record RadosWrite(RadosEnd End, bool Changed, string? Problem)
{
    /// <summary>It is written.</summary>
    public bool Succeeded => End == RadosEnd.Answered && !Changed && Problem is null;
}
