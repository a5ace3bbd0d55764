using System.Runtime.InteropServices;

namespace Abaca.Drivers.Rados;

/// <summary>The calls of libcephfs that are used here: commands to MDS daemons. Results below zero are negated errno values.</summary>
static partial class LibCephFs
{
    public const string File = "libcephfs.so.2";
    public const string Package = "libcephfs2";

    /// <summary>A client with the configuration of a librados handle, which need not be connected and may be closed afterwards.</summary>
    [LibraryImport(File, EntryPoint = "ceph_create_from_rados")]
    public static partial int Create(out nint client, nint cluster);

    /// <summary>Connects without mounting.</summary>
    [LibraryImport(File, EntryPoint = "ceph_init")]
    public static partial int Connect(nint client);

    [LibraryImport(File, EntryPoint = "ceph_release")]
    public static partial int Release(nint client);

    [LibraryImport(File, EntryPoint = "ceph_mds_command")]
    public static unsafe partial int Command(
        nint client, byte* mds, byte** commands, nuint count, byte* input, nuint inputSize, out nint output, out nuint outputSize, out nint status,
        out nuint statusSize);

    [LibraryImport(File, EntryPoint = "ceph_buffer_free")]
    public static partial void FreeBuffer(nint buffer);
}
