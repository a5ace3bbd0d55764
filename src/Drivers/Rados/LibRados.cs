using System.Runtime.InteropServices;

namespace Abaca.Drivers.Rados;

/// <summary>
/// The calls of librados that are used here, as its header declares them. Results below zero are negated errno values. They
/// block, so they belong on a thread of <see cref="CallThreads"/>, whose stack then keeps every buffer alive.
/// </summary>
static partial class LibRados
{
    public const string File = "librados.so.2";
    public const string Package = "librados2";

    /// <summary>LIBRADOS_CREATE_EXCLUSIVE: fail when the object exists.</summary>
    public const int Exclusive = 1;

    [LibraryImport(File, EntryPoint = "rados_create2", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Create(out nint cluster, string clusterName, string entity, ulong flags);

    [LibraryImport(File, EntryPoint = "rados_conf_read_file", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ReadConfig(nint cluster, string path);

    [LibraryImport(File, EntryPoint = "rados_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Set(nint cluster, string option, string value);

    [LibraryImport(File, EntryPoint = "rados_conf_get", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Get(nint cluster, string option, [Out] byte[] value, nuint size);

    [LibraryImport(File, EntryPoint = "rados_connect")]
    public static partial int Connect(nint cluster);

    [LibraryImport(File, EntryPoint = "rados_shutdown")]
    public static partial void Shutdown(nint cluster);

    [LibraryImport(File, EntryPoint = "rados_cluster_stat")]
    public static partial int Stat(nint cluster, out ClusterStat stat);

    [LibraryImport(File, EntryPoint = "rados_mon_command")]
    public static unsafe partial int MonitorCommand(
        nint cluster, byte** commands, nuint count, byte* input, nuint inputSize, out nint output, out nuint outputSize, out nint status, out nuint statusSize);

    [LibraryImport(File, EntryPoint = "rados_mgr_command")]
    public static unsafe partial int ManagerCommand(
        nint cluster, byte** commands, nuint count, byte* input, nuint inputSize, out nint output, out nuint outputSize, out nint status, out nuint statusSize);

    [LibraryImport(File, EntryPoint = "rados_buffer_free")]
    public static partial void FreeBuffer(nint buffer);

    [LibraryImport(File, EntryPoint = "rados_ioctx_create", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenPool(nint cluster, string pool, out nint io);

    [LibraryImport(File, EntryPoint = "rados_ioctx_set_namespace", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetNamespace(nint io, string space);

    [LibraryImport(File, EntryPoint = "rados_ioctx_destroy")]
    public static partial void ClosePool(nint io);

    [LibraryImport(File, EntryPoint = "rados_read", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Read(nint io, string name, [Out] byte[] into, nuint size, ulong offset);

    [LibraryImport(File, EntryPoint = "rados_get_last_version")]
    public static partial ulong LastVersion(nint io);

    [LibraryImport(File, EntryPoint = "rados_create_write_op")]
    public static partial nint NewWrite();

    [LibraryImport(File, EntryPoint = "rados_release_write_op")]
    public static partial void ReleaseWrite(nint write);

    [LibraryImport(File, EntryPoint = "rados_write_op_assert_version")]
    public static partial void AssertVersion(nint write, ulong version);

    [LibraryImport(File, EntryPoint = "rados_write_op_create")]
    public static partial void CreateObject(nint write, int exclusive, nint unusedCategory);

    [LibraryImport(File, EntryPoint = "rados_write_op_write_full")]
    public static partial void WriteFull(nint write, byte[] content, nuint size);

    [LibraryImport(File, EntryPoint = "rados_write_op_operate", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Operate(nint write, nint io, string name, nint noTime, int flags);

    [LibraryImport(File, EntryPoint = "rados_remove", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Remove(nint io, string name);

    [LibraryImport(File, EntryPoint = "rados_nobjects_list_open")]
    public static partial int OpenList(nint io, out nint list);

    [LibraryImport(File, EntryPoint = "rados_nobjects_list_next")]
    public static partial int Next(nint list, out nint name, out nint key, out nint space);

    [LibraryImport(File, EntryPoint = "rados_nobjects_list_close")]
    public static partial void CloseList(nint list);

    [LibraryImport(File, EntryPoint = "rados_notify2", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Notify(
        nint io, string name, byte[]? message, int size, ulong timeoutMilliseconds, out nint reply, out nuint replySize);

    /// <summary>struct rados_cluster_stat_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly struct ClusterStat
    {
        /// <summary>Size of all OSDs, in KiB.</summary>
        public readonly ulong TotalKib;
        /// <summary>Used, in KiB.</summary>
        public readonly ulong UsedKib;
        /// <summary>Free, in KiB.</summary>
        public readonly ulong FreeKib;
        /// <summary>Number of objects.</summary>
        public readonly ulong Objects;
    }
}
