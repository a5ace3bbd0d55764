using System.Buffers.Binary;
using System.Text;

namespace Abaca.Tests.Drivers.Hostile;

/// <summary>Writes XDR (RFC 4506): everything in words of four bytes, big-endian.</summary>
sealed class XdrWriter
{
    readonly MemoryStream written = new();

    /// <summary>What was written.</summary>
    public byte[] Bytes => written.ToArray();

    /// <summary>Unsigned words.</summary>
    public XdrWriter Words(params ReadOnlySpan<uint> words)
    {
        Span<byte> word = stackalloc byte[4];
        foreach (var value in words)
        {
            BinaryPrimitives.WriteUInt32BigEndian(word, value);
            written.Write(word);
        }
        return this;
    }

    /// <summary>An unsigned number of eight bytes.</summary>
    public XdrWriter Long(ulong value) => Words((uint)(value >> 32), (uint)value);

    /// <summary>Bytes as they are; a multiple of four.</summary>
    public XdrWriter Fixed(ReadOnlySpan<byte> bytes)
    {
        written.Write(bytes);
        return this;
    }

    /// <summary>Bytes with their length before and zeros after.</summary>
    public XdrWriter Opaque(ReadOnlySpan<byte> bytes)
    {
        Words((uint)bytes.Length).Fixed(bytes);
        for (var i = bytes.Length; i % 4 != 0; i++) written.WriteByte(0);
        return this;
    }

    /// <summary>A text, as UTF-8.</summary>
    public XdrWriter Text(string text) => Opaque(Encoding.UTF8.GetBytes(text));
}

/// <summary>Reads XDR.</summary>
/// <param name="bytes">What there is to read.</param>
sealed class XdrReader(byte[] bytes)
{
    int at;

    /// <summary>An unsigned word.</summary>
    public uint Word() => BinaryPrimitives.ReadUInt32BigEndian(Fixed(4));

    /// <summary>An unsigned number of eight bytes.</summary>
    public ulong Long() => BinaryPrimitives.ReadUInt64BigEndian(Fixed(8));

    /// <summary>A truth value.</summary>
    public bool Flag() => Word() != 0;

    /// <summary>So many bytes as they are.</summary>
    public byte[] Fixed(int count)
    {
        at += count;
        return bytes[(at - count)..at];
    }

    /// <summary>Bytes with their length before and zeros after.</summary>
    public byte[] Opaque()
    {
        var content = Fixed((int)Word());
        at += (4 - (content.Length % 4)) % 4;
        return content;
    }

    /// <summary>A text.</summary>
    public string Text() => Encoding.UTF8.GetString(Opaque());

    /// <summary>A list of words with their number before.</summary>
    public uint[] Bitmap()
    {
        var words = new uint[Word()];
        for (var i = 0; i < words.Length; i++) words[i] = Word();
        return words;
    }
}
