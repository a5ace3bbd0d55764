using Abaca.Tests.Drivers.Conformance;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>A directory that ceph-fuse, or another program of its kind, serves. Calls run on threads of their own, because a file system may hang.</summary>
/// <param name="place">Directory of this mount alone; the mount point <c>mnt</c> is in it.</param>
/// <param name="program">The program.</param>
public sealed class CephFuseMount(string place, string program = "ceph-fuse") : IMountedShare
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    static readonly TimeSpan MountDeadline = TimeSpan.FromSeconds(45);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    readonly Daemons daemons = new(place);

    /// <summary>The mount point.</summary>
    public string Path { get; } = System.IO.Path.Combine(place, "mnt");

    /// <inheritdoc/>
    public Task<ClientAnswer> Write(string file, ReadOnlyMemory<byte> content, CancellationToken ct) =>
        Call(() => FileCalls.Write(At(file), content.Span), writes: true, ct);

    /// <inheritdoc/>
    public Task<ClientAnswer> Read(string file, CancellationToken ct) => Call(() => FileCalls.Read(At(file)), writes: false, ct);

    /// <inheritdoc/>
    public Task<ClientAnswer> List(CancellationToken ct) => Call(() => FileCalls.List(Path), writes: false, ct);

    /// <inheritdoc/>
    public Task<ClientAnswer> Remove(string file, CancellationToken ct) => Call(() => (FileCalls.Remove(At(file)), []), writes: true, ct);

    /// <summary>Opens a file for writing and keeps it open: what an evicted client sees, it sees there first.</summary>
    public Task<OpenFile> Open(string file, CancellationToken ct) => Task.Factory.StartNew(
        () => new OpenFile(At(file)), ct, TaskCreationOptions.LongRunning, TaskScheduler.Default).WaitAsync(Deadline, ct);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await OnThread(() => FileCalls.Unmount(Path, detach: false), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(5), TimeProvider.System);
            if (daemons.IsAlive(program)) await daemons.Gone(program, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            // Something hangs: it is torn away below.
        }
        await daemons.DisposeAsync();
        _ = FileCalls.Unmount(Path, detach: true);
        Directory.Delete(place, recursive: true);
    }

    /// <summary>Starts ceph-fuse and waits until it serves; answers with its words when it refused, else null.</summary>
    internal async Task<string?> Begin(IReadOnlyList<string> command, CancellationToken ct)
    {
        await daemons.Run(program, command, environment: null, ct);
        var began = TimeProvider.System.GetTimestamp();
        while ((await CephClusterDirectory.Mounts(place)).Count == 0)
        {
            if (!daemons.IsAlive(program)) return daemons.Said(program);
            if (TimeProvider.System.GetElapsedTime(began) > MountDeadline) return $"not mounted within {MountDeadline.TotalSeconds:0} s";
            await Task.Delay(Pause, TimeProvider.System, ct);
        }
        return null;
    }

    string At(string file) => System.IO.Path.Combine(Path, file);

    static Task<T> OnThread<T>(Func<T> call, CancellationToken ct) =>
        Task.Factory.StartNew(call, ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    static async Task<ClientAnswer> Call(Func<(int Error, byte[] Content)> call, bool writes, CancellationToken ct)
    {
        try
        {
            var (error, content) = await OnThread(call, ct).WaitAsync(Deadline, TimeProvider.System, ct);
            return new ClientAnswer(FileCalls.EndOf(error, writes), content, error == 0 ? "" : FileCalls.Words(error));
        }
        catch (TimeoutException)
        {
            return new ClientAnswer(ClientEnd.Failed, [], $"no answer within {Deadline.TotalSeconds:0} s");
        }
    }
}

/// <summary>A file that stays open for writing on a mounted share.</summary>
public sealed class OpenFile(string path) : IDisposable
{
    readonly int handle = FileCalls.OpenForWriting(path);

    /// <summary>Appends and flushes; errno, or 0.</summary>
    public int Append(ReadOnlySpan<byte> content) => FileCalls.Append(handle, content);

    /// <inheritdoc/>
    public void Dispose() => FileCalls.Close(handle);
}
