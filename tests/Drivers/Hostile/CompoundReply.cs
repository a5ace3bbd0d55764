using System.Diagnostics;

namespace Abaca.Tests.Drivers.Hostile;

/// <summary>What a server answered.</summary>
/// <param name="Status">Of the whole: that of the last operation.</param>
/// <param name="Done">Number of operations that succeeded.</param>
sealed record CompoundReply(NfsStatus Status, int Done)
{
    /// <summary>Whether all operations succeeded.</summary>
    public bool Ok => Status == NfsStatus.Ok;

    /// <summary>The handle that was asked for last.</summary>
    public byte[] Handle { get; private init; } = [];

    /// <summary>The attributes that were asked for last.</summary>
    public NfsAttributes? Attributes { get; private init; }

    /// <summary>Names in the directory that was listed.</summary>
    public IReadOnlyList<string> Names { get; private init; } = [];

    /// <summary>What was read.</summary>
    public byte[] Content { get; private init; } = [];

    /// <summary>The state of what was opened.</summary>
    public StateId State { get; private init; } = StateId.Anonymous;

    /// <summary>Whether the state must be confirmed before it is used.</summary>
    public bool MustConfirm { get; private init; }

    /// <summary>What names the client that was introduced.</summary>
    public ulong Client { get; private init; }

    /// <summary>To be sent back to confirm it.</summary>
    public byte[] Verifier { get; private init; } = [];

    /// <summary>Reads the results of a call.</summary>
    public static CompoundReply Parse(XdrReader results)
    {
        var reply = new CompoundReply((NfsStatus)results.Word(), 0);
        results.Text(); // the tag
        var count = results.Word();
        for (var i = 0; i < count; i++)
        {
            var (operation, status) = ((Op)results.Word(), (NfsStatus)results.Word());
            if (status != NfsStatus.Ok) break; // it is the last, and has nothing more to say that matters here
            reply = reply.With(operation, results) with { Done = reply.Done + 1 };
        }
        return reply;
    }

    CompoundReply With(Op operation, XdrReader results)
    {
        switch (operation)
        {
            case Op.PutHandle or Op.PutRootHandle or Op.Lookup or Op.ConfirmClientId:
                return this;
            case Op.GetHandle:
                return this with { Handle = results.Opaque() };
            case Op.GetAttributes:
                return this with { Attributes = NfsAttributes.Parse(results) };
            case Op.ReadDirectory:
                return this with { Names = Listing(results) };
            case Op.Read:
                results.Flag(); // whether that was all
                return this with { Content = results.Opaque() };
            case Op.Write:
                results.Fixed(16);
                return this;
            case Op.SetAttributes:
                results.Bitmap();
                return this;
            case Op.Remove:
                results.Fixed(20);
                return this;
            case Op.Create:
                results.Fixed(20);
                results.Bitmap();
                return this;
            case Op.Open:
                return Opened(results);
            case Op.ConfirmOpen or Op.Close:
                return this with { State = new StateId(results.Fixed(16)) };
            case Op.SetClientId:
                return this with { Client = results.Long(), Verifier = results.Fixed(8) };
            default:
                throw new UnreachableException(operation.ToString());
        }
    }

    CompoundReply Opened(XdrReader results)
    {
        const uint confirm = 2;
        var state = new StateId(results.Fixed(16));
        results.Fixed(20);
        var flags = results.Word();
        results.Bitmap();
        if (results.Word() != 0) throw new InvalidOperationException("A server delegates a file to a client that takes no calls back.");
        return this with { State = state, MustConfirm = (flags & confirm) != 0 };
    }

    static List<string> Listing(XdrReader results)
    {
        results.Fixed(8); // verifier
        List<string> names = [];
        while (results.Flag())
        {
            results.Fixed(8); // cookie
            names.Add(results.Text());
            results.Bitmap();
            results.Opaque();
        }
        results.Flag();
        return names;
    }
}

/// <summary>Status of an operation; values that have no name here are shown as numbers.</summary>
enum NfsStatus : uint
{
    /// <summary>NFS4_OK.</summary>
    Ok = 0,
    /// <summary>NFS4ERR_ACCESS.</summary>
    Access = 13,
    /// <summary>NFS4ERR_ROFS.</summary>
    ReadOnly = 30,
    /// <summary>NFS4ERR_STALE.</summary>
    Stale = 70,
    /// <summary>NFS4ERR_BADHANDLE.</summary>
    BadHandle = 10001,
    /// <summary>NFS4ERR_DELAY: later.</summary>
    Delay = 10008,
    /// <summary>NFS4ERR_GRACE: the server waits for clients of its former life.</summary>
    Grace = 10013,
}

/// <summary>Attributes by which objects are told apart.</summary>
/// <param name="Kind">NF4REG 1, NF4DIR 2, …</param>
/// <param name="Bytes">Its size.</param>
/// <param name="FileSystem">Major and minor number of the file system.</param>
/// <param name="FileId">Its number there.</param>
/// <param name="Owner">User that owns it.</param>
sealed record NfsAttributes(uint Kind, ulong Bytes, (ulong Major, ulong Minor) FileSystem, ulong FileId, string Owner)
{
    /// <summary>NF4REG.</summary>
    public const uint File = 1;

    /// <summary>NF4DIR.</summary>
    public const uint Directory = 2;

    /// <summary>Number of the attribute size.</summary>
    public const int Size = 4;

    /// <summary>Number of the attribute mode.</summary>
    public const int Mode = 33;

    /// <summary>The bitmap: type, size, fsid, fileid; owner.</summary>
    public static ReadOnlySpan<uint> Wanted => [2, (1 << 1) | (1 << Size) | (1 << 8) | (1 << 20), 1 << (36 - 32)];

    /// <summary>Reads what <see cref="Wanted"/> asked for.</summary>
    public static NfsAttributes Parse(XdrReader results)
    {
        var bitmap = results.Bitmap();
        if (!bitmap.AsSpan().SequenceEqual(Wanted[1..])) throw new InvalidOperationException($"Not all attributes: {string.Join(' ', bitmap)}");
        var values = new XdrReader(results.Opaque());
        return new NfsAttributes(values.Word(), values.Long(), (values.Long(), values.Long()), values.Long(), values.Text());
    }
}
