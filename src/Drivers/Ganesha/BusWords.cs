using System.Globalization;
using Tmds.DBus.Protocol;

namespace Abaca.Drivers.Ganesha;

/// <summary>Takes a message apart by the signature that it carries, whatever its release of Ganesha sends.</summary>
static class BusWords
{
    const string Values = "ybnqiuxtdsog";

    /// <summary>All its values in order.</summary>
    /// <exception cref="DBusReadException">It is not what it says it is.</exception>
    public static IReadOnlyList<BusWord> Of(Message message, object? state)
    {
        var words = new List<BusWord>();
        var reader = message.GetBodyReader();
        ReadOnlySpan<char> signature = message.SignatureAsString;
        while (signature.Length > 0) signature = signature[One(ref reader, signature, words)..];
        return words;
    }

    /// <summary>Reads one whole type and answers with its length in the signature.</summary>
    static int One(ref Reader reader, ReadOnlySpan<char> signature, List<BusWord> words)
    {
        var length = Length(signature);
        if (signature[0] == 'a')
        {
            words.Add(new BusWord(BusWord.Array, ""));
            var end = reader.ReadArrayStart((DBusType)signature[1]);
            while (reader.HasNext(end)) One(ref reader, signature[1..length], words);
        }
        else if (signature[0] == '(')
        {
            words.Add(new BusWord(BusWord.Struct, ""));
            reader.AlignStruct();
            for (var inside = signature[1..(length - 1)]; inside.Length > 0;) inside = inside[One(ref reader, inside, words)..];
        }
        else
        {
            words.Add(Value(ref reader, signature[0]));
        }
        return length;
    }

    static BusWord Value(ref Reader reader, char type) => type switch
    {
        'y' => new BusWord("byte", Text(reader.ReadByte())),
        'b' => new BusWord("boolean", reader.ReadBool() ? "true" : "false"),
        'n' => new BusWord("int16", Text(reader.ReadInt16())),
        'q' => new BusWord(BusWord.Number16, Text(reader.ReadUInt16())),
        'i' => new BusWord("int32", Text(reader.ReadInt32())),
        'u' => new BusWord(BusWord.Number32, Text(reader.ReadUInt32())),
        'x' => new BusWord("int64", Text(reader.ReadInt64())),
        't' => new BusWord("uint64", Text(reader.ReadUInt64())),
        'd' => new BusWord("double", Text(reader.ReadDouble())),
        's' => new BusWord(BusWord.Text, reader.ReadString()),
        'o' => new BusWord("object path", reader.ReadObjectPathAsString()),
        _ => new BusWord("signature", reader.ReadSignatureAsString()),
    };

    static int Length(ReadOnlySpan<char> signature)
    {
        if (signature.Length > 0 && signature[0] == 'a') return 1 + Length(signature[1..]);
        if (signature.Length > 0 && signature[0] == '(')
        {
            var length = 1;
            while (length < signature.Length && signature[length] != ')') length += Length(signature[length..]);
            return length + 1;
        }
        return signature.Length > 0 && Values.Contains(signature[0])
            ? 1
            : throw new DBusReadException($"Ganesha sent a value of a kind that it has never sent: {signature}");
    }

    static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
