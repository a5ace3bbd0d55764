namespace Abaca.Tests.Drivers.Hostile;

/// <summary>A request of NFSv4.0 (RFC 7530) under construction: operations that the server carries out until one fails.</summary>
sealed class Compound
{
    const int MinorVersion = 0;
    const uint ReadSize = 4096;

    readonly XdrWriter operations = new();
    uint count;

    /// <summary>Goes to the root of the server's name space.</summary>
    public Compound Root() => Begin(Op.PutRootHandle);

    /// <summary>Goes to whatever the handle names.</summary>
    public Compound At(byte[] handle)
    {
        Begin(Op.PutHandle);
        operations.Opaque(handle);
        return this;
    }

    /// <summary>Goes to an entry of the directory.</summary>
    public Compound Lookup(string name) => Named(Op.Lookup, name);

    /// <summary>Asks for the handle of where it is.</summary>
    public Compound Handle() => Begin(Op.GetHandle);

    /// <summary>Asks for the attributes that <see cref="NfsAttributes"/> holds.</summary>
    public Compound Attributes()
    {
        Begin(Op.GetAttributes);
        operations.Words(NfsAttributes.Wanted);
        return this;
    }

    /// <summary>Lists the directory, as much as fits one answer.</summary>
    public Compound List()
    {
        Begin(Op.ReadDirectory);
        operations.Long(0).Long(0).Words(32768, 32768, 0);
        return this;
    }

    /// <summary>Reads the file's beginning without having opened it.</summary>
    public Compound Read()
    {
        Begin(Op.Read);
        operations.Fixed(StateId.Anonymous.Bytes).Long(0).Words(ReadSize);
        return this;
    }

    /// <summary>Writes the file's beginning.</summary>
    public Compound Write(StateId state, ReadOnlySpan<byte> content)
    {
        const uint fileSync = 2;
        Begin(Op.Write);
        operations.Fixed(state.Bytes).Long(0).Words(fileSync).Opaque(content);
        return this;
    }

    /// <summary>Makes the file one of no bytes.</summary>
    public Compound Truncate()
    {
        Begin(Op.SetAttributes);
        operations.Fixed(StateId.Anonymous.Bytes).Words(1, 1u << NfsAttributes.Size).Opaque(new byte[8]);
        return this;
    }

    /// <summary>Removes an entry of the directory.</summary>
    public Compound Remove(string name) => Named(Op.Remove, name);

    /// <summary>Makes a directory in the directory, and goes there.</summary>
    public Compound MakeDirectory(string name, uint mode)
    {
        Begin(Op.Create);
        operations.Words(NfsAttributes.Directory).Text(name);
        Mode(mode);
        return this;
    }

    /// <summary>Opens a file of the directory for writing, makes it when it is not there, and goes there.</summary>
    public Compound Open(uint sequence, ulong client, string owner, string name, uint mode)
    {
        const uint write = 2, denyNothing = 0, create = 1, asItIs = 0, byName = 0;
        Begin(Op.Open);
        operations.Words(sequence, write, denyNothing).Long(client).Text(owner).Words(create, asItIs);
        Mode(mode);
        operations.Words(byName).Text(name);
        return this;
    }

    /// <summary>Confirms the first file that an owner has opened.</summary>
    public Compound ConfirmOpen(StateId state, uint sequence)
    {
        Begin(Op.ConfirmOpen);
        operations.Fixed(state.Bytes).Words(sequence);
        return this;
    }

    /// <summary>Closes an open file.</summary>
    public Compound Close(StateId state, uint sequence)
    {
        Begin(Op.Close);
        operations.Words(sequence).Fixed(state.Bytes);
        return this;
    }

    /// <summary>Introduces a client that takes no calls back.</summary>
    public Compound SetClientId(string name)
    {
        Begin(Op.SetClientId);
        operations.Long((ulong)Random.Shared.NextInt64()).Text(name).Words(0x40000000).Text("tcp").Text("0.0.0.0.0.0").Words(1);
        return this;
    }

    /// <summary>Confirms what <see cref="SetClientId"/> was answered.</summary>
    public Compound ConfirmClientId(ulong client, byte[] verifier)
    {
        Begin(Op.ConfirmClientId);
        operations.Long(client).Fixed(verifier);
        return this;
    }

    /// <summary>The arguments of the call.</summary>
    public byte[] Arguments() => new XdrWriter().Text("").Words(MinorVersion, count).Fixed(operations.Bytes).Bytes;

    Compound Begin(Op operation)
    {
        operations.Words((uint)operation);
        count++;
        return this;
    }

    Compound Named(Op operation, string name)
    {
        Begin(operation);
        operations.Text(name);
        return this;
    }

    void Mode(uint mode) => operations.Words(2, 0, 1u << (NfsAttributes.Mode - 32)).Opaque(new XdrWriter().Words(mode).Bytes);
}

/// <summary>What names an open file.</summary>
/// <param name="Bytes">Sixteen bytes.</param>
sealed record StateId(byte[] Bytes)
{
    /// <summary>For reading and writing what was not opened.</summary>
    public static StateId Anonymous { get; } = new(new byte[16]);
}

/// <summary>Operations of NFSv4 that these tests use, by their numbers.</summary>
enum Op
{
    /// <summary>CLOSE.</summary>
    Close = 4,
    /// <summary>CREATE.</summary>
    Create = 6,
    /// <summary>GETATTR.</summary>
    GetAttributes = 9,
    /// <summary>GETFH.</summary>
    GetHandle = 10,
    /// <summary>LOOKUP.</summary>
    Lookup = 15,
    /// <summary>OPEN.</summary>
    Open = 18,
    /// <summary>OPEN_CONFIRM.</summary>
    ConfirmOpen = 20,
    /// <summary>PUTFH.</summary>
    PutHandle = 22,
    /// <summary>PUTROOTFH.</summary>
    PutRootHandle = 24,
    /// <summary>READ.</summary>
    Read = 25,
    /// <summary>READDIR.</summary>
    ReadDirectory = 26,
    /// <summary>REMOVE.</summary>
    Remove = 28,
    /// <summary>SETATTR.</summary>
    SetAttributes = 34,
    /// <summary>SETCLIENTID.</summary>
    SetClientId = 35,
    /// <summary>SETCLIENTID_CONFIRM.</summary>
    ConfirmClientId = 36,
    /// <summary>WRITE.</summary>
    Write = 38,
}
