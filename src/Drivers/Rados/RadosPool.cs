using System.Runtime.InteropServices;
using System.Text;

namespace Abaca.Drivers.Rados;

/// <summary>Objects of one pool and namespace through librados. Each call opens the pool anew, which costs nothing once connected.</summary>
sealed class RadosPool(RadosSettings settings, RadosConnection cluster, CallThreads threads, string pool, string space) : IRadosPool
{
    const int NoEntry = 2;
    const int Exists = 17;
    const int TooBig = 27;
    const int OutOfRange = 34; // the object is newer than the version that was asserted
    const int Overflow = 75; // or older: it was removed in between
    const int NotConnected = 107;
    const int ShutDown = 108; // the cluster has fenced this client off
    const int TimedOut = 110;
    const int FirstRead = 64 << 10;
    const int MostRead = 16 << 20;
    const int NoSuchPool = -1_000_000; // outside of errno

    /// <summary>librados ends object operations itself; ours is for when it does not.</summary>
    TimeSpan Deadline => settings.ObjectTimeout + TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task<RadosObject> Read(string name, CancellationToken ct = default)
    {
        var (end, result, problem) = await OnPool(name, io => ReadWhole(io, name), read => read.Error, [NoEntry], Deadline, ct);
        if (problem is not null) return new RadosObject(end, null, 0, problem);
        return result.Error == 0
            ? new RadosObject(end, Encoding.UTF8.GetString(result.Content), result.Version, null)
            : new RadosObject(end, null, 0, null);
    }

    /// <inheritdoc/>
    public Task<RadosWrite> Write(string name, string content, CancellationToken ct = default) =>
        Changing(name, io => Written(io, name, content, _ => { }), [], [], ct);

    /// <inheritdoc/>
    public Task<RadosWrite> Swap(string name, string content, ulong version, CancellationToken ct = default)
    {
        void Condition(nint write)
        {
            if (version == 0) LibRados.CreateObject(write, LibRados.Exclusive, 0);
            else LibRados.AssertVersion(write, version);
        }
        return Changing(name, io => Written(io, name, content, Condition), [], [Exists, OutOfRange, Overflow, NoEntry], ct);
    }

    /// <inheritdoc/>
    public Task<RadosWrite> Remove(string name, CancellationToken ct = default) => Changing(name, io => LibRados.Remove(io, name), [NoEntry], [], ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>?> List(string prefix, CancellationToken ct = default)
    {
        var (_, result, problem) = await OnPool(prefix, io => Listed(io, prefix), listed => listed.Error, [], Deadline, ct);
        return problem is null ? result.Names : null;
    }

    /// <inheritdoc/>
    public async Task<bool> Notify(string name, TimeSpan timeout, CancellationToken ct = default)
    {
        var (_, _, problem) = await OnPool(name, io => Notified(io, name, timeout), error => error, [], timeout + TimeSpan.FromSeconds(5), ct);
        return problem is null;
    }

    /// <inheritdoc/>
    public async Task<int?> Watchers(string name, TimeSpan timeout, CancellationToken ct = default)
    {
        // One that died not long ago makes it time out, and those that live have answered all the same.
        var (_, result, problem) = await OnPool(name, io => Woken(io, name, timeout), woken => woken.Error, [TimedOut], timeout + TimeSpan.FromSeconds(5), ct);
        return problem is null ? result.Answers : null;
    }

    async Task<RadosWrite> Changing(string name, Func<nint, int> change, int[] fine, int[] lost, CancellationToken ct)
    {
        var (end, error, problem) = await OnPool(name, change, result => result, [.. fine, .. lost], Deadline, ct);
        return new RadosWrite(end, problem is null && lost.Contains(Math.Abs(error)), problem);
    }

    /// <summary>Runs the call with the pool open; a problem is null when its error number is 0 or among the expected ones.</summary>
    async Task<(RadosEnd End, T? Result, string? Problem)> OnPool<T>(
        string name, Func<nint, T> call, Func<T, int> errorOf, int[] expected, TimeSpan deadline, CancellationToken ct)
    {
        var reached = await cluster.Call(threads, handle => Opened(handle, call, errorOf), said => RadosCluster.IsRefused(said.Error), deadline, ct);
        if (reached.End != RadosEnd.Answered) return (reached.End, default, $"{Where(name)}: {reached.Problem}");
        var (error, result) = reached.Result;
        if (error == NoSuchPool) return (RadosEnd.Answered, default, Explain.NoPool(pool));
        error = Math.Abs(error);
        if (error == 0 || expected.Contains(error)) return (RadosEnd.Answered, result, null);
        if (error is NotConnected or ShutDown && reached.By is { } dead) cluster.Replace(dead);
        var end = error switch { TimedOut => RadosEnd.TimedOut, NotConnected or ShutDown => RadosEnd.Unreachable, _ => RadosEnd.Answered };
        return (end, default, Explain.Object(settings, Where(name), error));
    }

    (int Error, T? Result) Opened<T>(nint handle, Func<nint, T> call, Func<T, int> errorOf)
    {
        var opened = LibRados.OpenPool(handle, pool, out var io);
        if (opened != 0) return (opened == -NoEntry ? NoSuchPool : opened, default);
        try
        {
            LibRados.SetNamespace(io, space);
            var result = call(io);
            return (errorOf(result), result);
        }
        finally
        {
            LibRados.ClosePool(io);
        }
    }

    static int Written(nint io, string name, string content, Action<nint> condition)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        var write = LibRados.NewWrite();
        try
        {
            condition(write);
            LibRados.WriteFull(write, bytes, (nuint)bytes.Length);
            return LibRados.Operate(write, io, name, 0, 0);
        }
        finally
        {
            LibRados.ReleaseWrite(write);
        }
    }

    /// <summary>One read sees one version, so an object that did not fit is read anew from its beginning.</summary>
    static (int Error, byte[] Content, ulong Version) ReadWhole(nint io, string name)
    {
        for (var size = FirstRead; ; size *= 4)
        {
            var buffer = new byte[size];
            var got = LibRados.Read(io, name, buffer, (nuint)size, 0);
            if (got < 0) return (got, [], 0);
            if (got < size) return (0, buffer[..got], LibRados.LastVersion(io));
            if (size >= MostRead) return (TooBig, [], 0);
        }
    }

    static (int Error, IReadOnlyList<string> Names) Listed(nint io, string prefix)
    {
        var error = LibRados.OpenList(io, out var list);
        if (error != 0) return (error, []);
        var names = new List<string>();
        while ((error = LibRados.Next(list, out var entry, out _, out _)) == 0)
            if (Marshal.PtrToStringUTF8(entry) is { } name && name.StartsWith(prefix, StringComparison.Ordinal)) names.Add(name);
        LibRados.CloseList(list);
        names.Sort(StringComparer.Ordinal);
        return (error == -NoEntry ? 0 : error, names);
    }

    static int Notified(nint io, string name, TimeSpan timeout)
    {
        var error = LibRados.Notify(io, name, null, 0, (ulong)timeout.TotalMilliseconds, out var reply, out _);
        if (reply != 0) LibRados.FreeBuffer(reply);
        return error;
    }

    /// <summary>The reply begins with the number of those that answered, 32 bits in little-endian order (librados.h, rados_notify2).</summary>
    static (int Error, int Answers) Woken(nint io, string name, TimeSpan timeout)
    {
        var error = LibRados.Notify(io, name, null, 0, (ulong)timeout.TotalMilliseconds, out var reply, out var size);
        if (reply == 0) return (error, 0);
        var answers = size >= sizeof(int) ? Marshal.ReadInt32(reply) : 0;
        LibRados.FreeBuffer(reply);
        return (error, answers);
    }

    string Where(string name) => space.Length == 0 ? $"rados://{pool}/{name}" : $"rados://{pool}/{space}/{name}";
}
