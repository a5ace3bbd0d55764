using System.Runtime.InteropServices;
using System.Text;

namespace Abaca.Drivers.Rados;

/// <summary>Calls the native command functions and copies what they answer. Blocks.</summary>
static unsafe class NativeCommand
{
    /// <summary>Asks the monitors.</summary>
    public static CommandReply Monitor(nint cluster, byte[] command, byte[] input) => Ask(LibRados.MonitorCommand, cluster, command, input);

    /// <summary>Asks the active mgr.</summary>
    public static CommandReply Manager(nint cluster, byte[] command, byte[] input) => Ask(LibRados.ManagerCommand, cluster, command, input);

    /// <summary>Asks MDS daemons.</summary>
    public static CommandReply MetadataServer(nint client, string mds, byte[] command, byte[] input)
    {
        fixed (byte* who = Ended(Encoding.UTF8.GetBytes(mds)), one = Ended(command), given = input)
        {
            var all = one;
            var result = LibCephFs.Command(
                client, who, &all, 1, given, (nuint)input.Length, out var output, out var size, out var status, out var statusSize);
            return Reply(result, Taken(output, size, LibCephFs.FreeBuffer), Taken(status, statusSize, LibCephFs.FreeBuffer));
        }
    }

    static CommandReply Ask(Native ask, nint cluster, byte[] command, byte[] input)
    {
        fixed (byte* one = Ended(command), given = input)
        {
            var all = one;
            var result = ask(cluster, &all, 1, given, (nuint)input.Length, out var output, out var size, out var status, out var statusSize);
            return Reply(result, Taken(output, size, LibRados.FreeBuffer), Taken(status, statusSize, LibRados.FreeBuffer));
        }
    }

    /// <summary>Some failures have a positive sign.</summary>
    static CommandReply Reply(int result, string output, string status) => new(Math.Abs(result), output, status);

    static byte[] Ended(byte[] text) => [.. text, 0];

    static string Taken(nint buffer, nuint size, Action<nint> free)
    {
        if (buffer == 0) return "";
        var text = Marshal.PtrToStringUTF8(buffer, checked((int)size));
        free(buffer);
        return text;
    }

    delegate int Native(
        nint cluster, byte** commands, nuint count, byte* input, nuint inputSize, out nint output, out nuint outputSize, out nint status, out nuint statusSize);
}

/// <summary>A command's answer: errno as a positive number or 0, output, and words.</summary>
readonly record struct CommandReply(int Error, string Output, string Status);
