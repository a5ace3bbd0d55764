using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Abaca.Tests.Drivers.Network;

namespace Abaca.Tests.Drivers.Hostile;

/// <summary>
/// An NFSv4.0 client that sends what it is told, also what no honest client would: file handles of its own making, as any user.
/// ONC RPC (RFC 5531) over one TCP connection from a client's namespace.
/// </summary>
sealed class RawNfs : IDisposable
{
    /// <summary>So many calls are on their way at once.</summary>
    const int AtOnce = 64;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    readonly Socket socket;
    readonly uint user;
    readonly string owner = $"abaca-tests-{Guid.NewGuid():N}";
    ulong client;
    uint files;
    uint calls;

    RawNfs(Socket socket, uint user) => (this.socket, this.user) = (socket, user);

    /// <summary>Connects as that client.</summary>
    /// <param name="from">The client.</param>
    /// <param name="address">The server.</param>
    /// <param name="user">Number of the user, and of its group, that it says it acts for.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<RawNfs> Connect(NfsClient from, IPAddress address, uint user, CancellationToken ct)
    {
        using var thread = new NamespaceThread(from.Space);
        // The socket stays in the namespace in which it was made.
        var connected = await thread.Run(() => Open(new IPEndPoint(address, from.Port)), Patience, ct);
        return new RawNfs(connected, user);
    }

    /// <summary>Sends one request; waits while the server says "later".</summary>
    public Task<CompoundReply> Send(Compound request, CancellationToken ct) => Patiently(() => Once(request, ct), reply => reply.Status, ct);

    /// <summary>Sends many requests, some of them at once; answers in their order.</summary>
    public async Task<CompoundReply[]> SendAll(IReadOnlyList<Compound> requests, CancellationToken ct)
    {
        var replies = new CompoundReply[requests.Count];
        for (var from = 0; from < requests.Count; from += AtOnce)
        {
            var first = calls;
            var part = requests.Skip(from).Take(AtOnce).ToList();
            await socket.SendAsync(part.SelectMany(request => Record(Call(request))).ToArray(), ct);
            try
            {
                for (var i = 0; i < part.Count; i++)
                {
                    var (number, reply) = Answer(await Receive(ct));
                    replies[from + (int)(number - first)] = reply;
                }
            }
            catch (Exception problem) when (problem is IOException or OperationCanceledException or SocketException)
            {
                throw new IOException($"{problem.Message} Sent were: {string.Join(' ', part.Select(request => Convert.ToHexString(request.Arguments())))}", problem);
            }
        }
        return replies;
    }

    /// <summary>Writes a whole file of the directory, opened as the protocol wants it. Answers with how the first step that failed ended.</summary>
    public async Task<NfsStatus> WriteFile(byte[] directory, string name, byte[] content, CancellationToken ct)
    {
        if (client == 0 && await Introduce(ct) is var refused and not NfsStatus.Ok) return refused;
        return await Patiently(() => WriteOnce(directory, name, content, $"{owner}-{files++}", ct), status => status, ct);
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    async Task<CompoundReply> Once(Compound request, CancellationToken ct) => (await SendAll([request], ct))[0];

    static async Task<T> Patiently<T>(Func<Task<T>> attempt, Func<T, NfsStatus> status, CancellationToken ct)
    {
        var clock = TimeProvider.System;
        var began = clock.GetTimestamp();
        while (true)
        {
            var answer = await attempt();
            if (status(answer) is not (NfsStatus.Delay or NfsStatus.Grace) || clock.GetElapsedTime(began) > Patience) return answer;
            await Task.Delay(Pause, clock, ct);
        }
    }

    /// <summary>As a new owner of open files each time, so that numbers of calls need not be kept.</summary>
    async Task<NfsStatus> WriteOnce(byte[] directory, string name, byte[] content, string opener, CancellationToken ct)
    {
        uint step = 0;
        var opened = await Once(new Compound().At(directory).Open(step++, client, opener, name, Convert.ToUInt32("644", 8)).Handle(), ct);
        if (!opened.Ok) return opened.Status;
        var state = opened.State;
        if (opened.MustConfirm)
        {
            var confirmed = await Once(new Compound().At(opened.Handle).ConfirmOpen(state, step++), ct);
            if (!confirmed.Ok) return confirmed.Status;
            state = confirmed.State;
        }
        var written = await Send(new Compound().At(opened.Handle).Write(state, content), ct);
        var closed = await Once(new Compound().At(opened.Handle).Close(state, step), ct);
        return written.Ok ? closed.Status : written.Status;
    }

    async Task<NfsStatus> Introduce(CancellationToken ct)
    {
        var said = await Send(new Compound().SetClientId(owner), ct);
        if (!said.Ok) return said.Status;
        client = said.Client;
        return (await Send(new Compound().ConfirmClientId(client, said.Verifier), ct)).Status;
    }

    /// <summary>From a port that only root can have, which many servers insist on.</summary>
    static Socket Open(IPEndPoint server)
    {
        for (var port = Random.Shared.Next(700, 1000); ; port++)
        {
            var fresh = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                fresh.Bind(new IPEndPoint(server.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, port));
                fresh.Connect(server);
                return fresh;
            }
            catch (SocketException problem) when (problem.SocketErrorCode == SocketError.AddressAlreadyInUse && port < 1023)
            {
                fresh.Dispose();
            }
        }
    }

    byte[] Call(Compound request)
    {
        const uint call = 0, rpc = 2, nfs = 100003, version = 4, compound = 1, unix = 1, none = 0;
        var credential = new XdrWriter().Words(0).Text("client").Words(user, user, 0).Bytes;
        return new XdrWriter().Words(calls++, call, rpc, nfs, version, compound, unix).Opaque(credential).Words(none, 0).Fixed(request.Arguments()).Bytes;
    }

    static byte[] Record(byte[] message)
    {
        const uint last = 1u << 31;
        return new XdrWriter().Words(last | (uint)message.Length).Fixed(message).Bytes;
    }

    async Task<byte[]> Receive(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        using var message = new MemoryStream();
        for (var isLast = false; !isLast;)
        {
            var mark = BinaryPrimitives.ReadUInt32BigEndian(await Exactly(4, limit.Token));
            isLast = (mark & (1u << 31)) != 0;
            message.Write(await Exactly((int)(mark & int.MaxValue), limit.Token));
        }
        return message.ToArray();
    }

    async Task<byte[]> Exactly(int count, CancellationToken ct)
    {
        var bytes = new byte[count];
        for (var at = 0; at < count;)
        {
            var got = await socket.ReceiveAsync(bytes.AsMemory(at), ct);
            if (got == 0) throw new IOException("The server has closed the connection.");
            at += got;
        }
        return bytes;
    }

    static (uint Number, CompoundReply Reply) Answer(byte[] message)
    {
        var reader = new XdrReader(message);
        var number = reader.Word();
        var (kind, denied) = (reader.Word(), reader.Word() != 0);
        if (kind != 1) throw new IOException("The server does not answer.");
        if (denied) return (number, new CompoundReply(NfsStatus.Access, 0)); // whom no rule names the kernel does not even listen to
        reader.Word();
        reader.Opaque(); // its verifier
        // A request that the server could not even read (GARBAGE_ARGS) has reached nothing.
        return reader.Word() == 0 ? (number, CompoundReply.Parse(reader)) : (number, new CompoundReply(NfsStatus.BadHandle, 0));
    }
}
