using System.Runtime.InteropServices;
using Abaca.Tests.Drivers.Conformance;

namespace Abaca.Tests.Drivers.Network;

/// <summary>An NFSv4 client in a namespace of its own.</summary>
/// <param name="space">Name of the network namespace.</param>
/// <param name="address">Its IPv4 address.</param>
/// <param name="addressV6">Its IPv6 address.</param>
/// <param name="network">The IPv4 network of all clients.</param>
/// <param name="port">The server's NFS port.</param>
public sealed class NfsClient(string space, string address, string addressV6, string network, int port) : IShareClient
{
    /// <summary>Name of its network namespace.</summary>
    public string Space => space;

    /// <summary>The server's NFS port.</summary>
    public int Port => port;

    /// <inheritdoc/>
    public string Identity => address;

    /// <inheritdoc/>
    public string? IdentityV6 => addressV6;

    /// <inheritdoc/>
    public string? Network => network;

    /// <inheritdoc/>
    public async Task<MountAttempt> Mount(string exportPath, CancellationToken ct)
    {
        var split = exportPath.StartsWith('[') ? exportPath.IndexOf("]:", StringComparison.Ordinal) + 1 : exportPath.IndexOf(':');
        var (server, path) = (exportPath[..split].Trim('[', ']'), exportPath[(split + 1)..]);
        var share = new NfsMount(new NamespaceThread(space));
        var answer = await share.Connect(server, path, port, ct);
        if (answer.End == ClientEnd.Ok) return new MountAttempt(share, "");
        await share.DisposeAsync();
        return new MountAttempt(null, answer.Said);
    }
}

/// <summary>A share that is mounted by libnfs, on a thread in the client's namespace.</summary>
sealed class NfsMount(NamespaceThread thread) : IMountedShare
{
    const int Piece = 3840; // libnfs 4.0 cannot encode a larger NFSv4 write
    const int ReadPiece = 65536;
    const int CreateAndWrite = 0x42; // O_CREAT | O_RDWR
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);

    nint context;
    bool hangs;

    /// <summary>Mounts; called once, first.</summary>
    public Task<ClientAnswer> Connect(string server, string path, int port, CancellationToken ct) => Call(() =>
    {
        context = LibNfs.Init();
        var url = LibNfs.ParseUrl(context, $"nfs://127.0.0.1/?version=4&nfsport={port}"); // sets only version and port
        if (url != 0) LibNfs.DestroyUrl(url);
        LibNfs.SetTimeout(context, 15_000);
        LibNfs.SetAutoReconnect(context, 0); // a server that died must be seen, not waited for
        // A name of its own for each mount; libnfs's default makes mounts of one second look like one client that rebooted.
        LibNfs.SetClientName(context, $"abaca-tests-{Guid.NewGuid():N}");
        LibNfs.SetVerifier(context, Guid.NewGuid().ToString("N")[..8]);
        return Answer(LibNfs.Mount(context, server, path));
    }, ct);

    /// <inheritdoc/>
    public Task<ClientAnswer> Write(string file, ReadOnlyMemory<byte> content, CancellationToken ct) => Call(() =>
    {
        var unlinked = Answer(LibNfs.Unlink(context, "/" + file)); // an existing file cannot be created again over v4
        if (unlinked.End is not ClientEnd.Ok and not ClientEnd.Missing) return unlinked;
        var created = Answer(LibNfs.Create(context, "/" + file, CreateAndWrite, 0x1A4, out var handle)); // rw-r--r--
        if (created.End != ClientEnd.Ok) return created;
        var written = Answer(WriteAll(handle, content.Span));
        if (written.End == ClientEnd.Ok) written = Answer(LibNfs.Sync(context, handle));
        var closed = Answer(LibNfs.Close(context, handle));
        return written.End == ClientEnd.Ok ? closed : written;
    }, ct);

    /// <inheritdoc/>
    public Task<ClientAnswer> Read(string file, CancellationToken ct) => Call(() =>
    {
        var opened = Answer(LibNfs.Open(context, "/" + file, flags: 0, out var handle));
        if (opened.End != ClientEnd.Ok) return opened;
        using var content = new MemoryStream();
        var piece = new byte[ReadPiece];
        int got;
        while ((got = LibNfs.Read(context, handle, (ulong)content.Length, ReadPiece, ref piece[0])) > 0) content.Write(piece, 0, got);
        var read = Answer(got);
        LibNfs.Close(context, handle);
        return read with { Content = content.ToArray() };
    }, ct);

    /// <inheritdoc/>
    public Task<ClientAnswer> List(CancellationToken ct) => Call(() =>
    {
        var opened = Answer(LibNfs.OpenDirectory(context, "/", out var directory));
        if (opened.End != ClientEnd.Ok) return opened;
        var names = new List<string>();
        for (var entry = LibNfs.ReadDirectory(context, directory); entry != 0; entry = LibNfs.ReadDirectory(context, directory))
        {
            var name = Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(entry, nint.Size))!; // the name is the entry's second field
            if (name is not "." and not "..") names.Add(name);
        }
        LibNfs.CloseDirectory(context, directory);
        names.Sort(StringComparer.Ordinal);
        return opened with { Content = System.Text.Encoding.UTF8.GetBytes(string.Join('\n', names)) };
    }, ct);

    /// <inheritdoc/>
    public Task<ClientAnswer> Remove(string file, CancellationToken ct) => Call(() => Answer(LibNfs.Unlink(context, "/" + file)), ct);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!hangs)
        {
            await Call(() =>
            {
                if (context != 0) LibNfs.Destroy(context); // closes the connection, which is all there is to unmounting v4
                context = 0;
                return new ClientAnswer(ClientEnd.Ok, [], "");
            }, CancellationToken.None);
        }
        thread.Dispose();
    }

    int WriteAll(nint handle, ReadOnlySpan<byte> content)
    {
        for (var at = 0; at < content.Length;)
        {
            var wrote = LibNfs.Write(context, handle, (ulong)at, (ulong)Math.Min(Piece, content.Length - at), in content[at]);
            if (wrote < 0) return wrote;
            at += wrote;
        }
        return 0;
    }

    async Task<ClientAnswer> Call(Func<ClientAnswer> job, CancellationToken ct)
    {
        try
        {
            return await thread.Run(job, Deadline, ct);
        }
        catch (TimeoutException)
        {
            hangs = true;
            return new ClientAnswer(ClientEnd.Failed, [], $"no answer within {Deadline.TotalSeconds:0} s");
        }
        catch (DllNotFoundException e)
        {
            throw new InvalidOperationException("The NFS client needs libnfs 4: apt-get install libnfs-utils", e);
        }
    }

    ClientAnswer Answer(int result)
    {
        if (result >= 0) return new ClientAnswer(ClientEnd.Ok, [], "");
        var said = Marshal.PtrToStringUTF8(LibNfs.Error(context)) ?? "";
        return new ClientAnswer(EndOf(-result, said), [], $"{said} (errno {-result})");
    }

    /// <summary>libnfs has no errno for some of NFSv4's answers, so its words count as well.</summary>
    static ClientEnd EndOf(int errno, string said) => (errno, said) switch
    {
        (30, _) => ClientEnd.ReadOnly,
        (_, var s) when s.Contains("ERR_ROFS", StringComparison.Ordinal) => ClientEnd.ReadOnly,
        (28 or 122, _) => ClientEnd.Full,
        (_, var s) when s.Contains("ERR_DQUOT", StringComparison.Ordinal) || s.Contains("ERR_NOSPC", StringComparison.Ordinal) => ClientEnd.Full,
        (1 or 13 or 116, _) => ClientEnd.Denied,
        (_, var s) when s.Contains("ERR_ACCES", StringComparison.Ordinal) || s.Contains("ERR_STALE", StringComparison.Ordinal)
            || s.Contains("EXPIRED", StringComparison.Ordinal) || s.Contains("ERR_PERM", StringComparison.Ordinal) => ClientEnd.Denied,
        (2, _) => ClientEnd.Missing,
        _ => ClientEnd.Failed,
    };
}
