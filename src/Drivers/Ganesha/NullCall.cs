using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Abaca.Drivers.Ganesha;

/// <summary>What came of asking an NFS server for a sign of life.</summary>
public enum Sign
{
    /// <summary>It has answered.</summary>
    Answer,
    /// <summary>It has not, in the time it was given.</summary>
    None,
    /// <summary>It could not be asked; nothing is known.</summary>
    Unknown,
}

/// <summary>NFSv4's procedure 0, which does nothing and is open to everybody (RFC 7530, 15.1), over TCP with record marks (RFC 5531).</summary>
static class NullCall
{
    const int Length = 40;
    const uint LastFragment = 0x80000000;
    const int Nfs = 100003;
    const int ReplyHead = 12; // record mark, transaction, type

    /// <summary>Calls it.</summary>
    /// <param name="server">Address and port.</param>
    /// <param name="patience">How long it may take.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<Sign> Ask(IPEndPoint server, TimeSpan patience, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(patience);
        try
        {
            using var client = new TcpClient(server.AddressFamily);
            await client.ConnectAsync(server, limit.Token);
            var stream = client.GetStream();
            var transaction = RandomNumberGenerator.GetInt32(int.MaxValue);
            await stream.WriteAsync(Call(transaction), limit.Token);
            var reply = new byte[ReplyHead];
            await stream.ReadExactlyAsync(reply, limit.Token);
            return BinaryPrimitives.ReadInt32BigEndian(reply.AsSpan(4)) == transaction ? Sign.Answer : Sign.None;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Sign.None;
        }
        catch (SocketException refused) when (refused.SocketErrorCode is SocketError.ConnectionRefused or SocketError.TimedOut)
        {
            return Sign.None;
        }
        catch (Exception unknown) when (unknown is SocketException or IOException)
        {
            return Sign.Unknown; // no descriptor, no such address: it says nothing about the server
        }
    }

    static byte[] Call(int transaction)
    {
        var call = new byte[4 + Length];
        BinaryPrimitives.WriteUInt32BigEndian(call, LastFragment | Length);
        ReadOnlySpan<int> words = [transaction, 0, 2, Nfs, 4, 0, 0, 0, 0, 0];
        for (var i = 0; i < words.Length; i++) BinaryPrimitives.WriteInt32BigEndian(call.AsSpan(4 * (i + 1)), words[i]);
        return call;
    }
}
