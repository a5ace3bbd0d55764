using System.Runtime.InteropServices;

namespace Abaca.Tests.Drivers.Network;

/// <summary>
/// The calls of libnfs 4 (Debian package libnfs13, comes with libnfs-utils) that a client needs. Results below zero are
/// negated errno values.
/// </summary>
static class LibNfs
{
    const string Library = "libnfs.so.13";

    [DllImport(Library, EntryPoint = "nfs_init_context")]
    public static extern nint Init();

    [DllImport(Library, EntryPoint = "nfs_destroy_context")]
    public static extern void Destroy(nint context);

    [DllImport(Library, EntryPoint = "nfs_parse_url_incomplete")]
    public static extern nint ParseUrl(nint context, [MarshalAs(UnmanagedType.LPUTF8Str)] string url);

    [DllImport(Library, EntryPoint = "nfs_destroy_url")]
    public static extern void DestroyUrl(nint url);

    [DllImport(Library, EntryPoint = "nfs_set_timeout")]
    public static extern void SetTimeout(nint context, int milliseconds);

    [DllImport(Library, EntryPoint = "nfs_set_autoreconnect")]
    public static extern void SetAutoReconnect(nint context, int retries);

    [DllImport(Library, EntryPoint = "nfs4_set_client_name")]
    public static extern void SetClientName(nint context, [MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    [DllImport(Library, EntryPoint = "nfs4_set_verifier")]
    public static extern void SetVerifier(nint context, [MarshalAs(UnmanagedType.LPUTF8Str)] string eightBytes);

    [DllImport(Library, EntryPoint = "nfs_get_error")]
    public static extern nint Error(nint context);

    [DllImport(Library, EntryPoint = "nfs_mount")]
    public static extern int Mount(
        nint context, [MarshalAs(UnmanagedType.LPUTF8Str)] string server, [MarshalAs(UnmanagedType.LPUTF8Str)] string export);

    [DllImport(Library, EntryPoint = "nfs_open")]
    public static extern int Open(nint context, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, out nint file);

    [DllImport(Library, EntryPoint = "nfs_open2")]
    public static extern int Create(nint context, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, int mode, out nint file);

    [DllImport(Library, EntryPoint = "nfs_pwrite")]
    public static extern int Write(nint context, nint file, ulong offset, ulong count, in byte from);

    [DllImport(Library, EntryPoint = "nfs_pread")]
    public static extern int Read(nint context, nint file, ulong offset, ulong count, ref byte to);

    [DllImport(Library, EntryPoint = "nfs_fsync")]
    public static extern int Sync(nint context, nint file);

    [DllImport(Library, EntryPoint = "nfs_close")]
    public static extern int Close(nint context, nint file);

    [DllImport(Library, EntryPoint = "nfs_unlink")]
    public static extern int Unlink(nint context, [MarshalAs(UnmanagedType.LPUTF8Str)] string path);

    [DllImport(Library, EntryPoint = "nfs_opendir")]
    public static extern int OpenDirectory(nint context, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, out nint directory);

    [DllImport(Library, EntryPoint = "nfs_readdir")]
    public static extern nint ReadDirectory(nint context, nint directory);

    [DllImport(Library, EntryPoint = "nfs_closedir")]
    public static extern void CloseDirectory(nint context, nint directory);
}
