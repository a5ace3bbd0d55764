using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Abaca.Drivers.Local;

/// <summary>
/// Loop devices, by the kernel's own calls. One belongs to the file that the kernel says it has (device and inode, whatever the file is
/// called now); a file never gets a second one, because the same file system on two devices would destroy itself. Ours end by themselves
/// when nobody uses them any more: a process that is killed between attaching and mounting leaves none behind.
/// Numbers and layouts are those of linux/loop.h.
/// </summary>
sealed class LoopDevices
{
    const nuint GetFree = 0x4c82;
    const nuint Configure = 0x4c0a;
    const nuint GetStatus = 0x4c05;
    const nuint SetCapacity = 0x4c07;
    const nuint ClearFile = 0x4c01;
    const nuint ForgetDevice = 0x50009405;

    const uint EndsByItself = 4;
    const uint DirectIo = 16;
    const uint BlockBytes = 4096;
    const int StatusLength = 232;
    const int FlagsOffset = 52;
    const int FileNameOffset = 56;
    const int FileNameLength = 64;
    const int ConfigLength = 304;
    const int StatusInConfig = 8;
    const int MostTries = 50;
    const int ReadWrite = 2;

    readonly Lock gate = new();
    readonly Dictionary<FileIdentity, int> known = [];
    bool looked;

    /// <summary>Opens the file's loop device, making one if it has none. Keep it open until it is mounted.</summary>
    public int Attach(string file, out SafeFileHandle? device, out string path)
    {
        lock (gate)
        {
            (device, path) = (null, "");
            if (LibC.Look(file) is not { } facts) return Errno.NotThere;
            if (Open(facts.Identity) is { } there)
            {
                (device, path) = there;
                return 0;
            }
            for (var tries = 1; ; tries++)
            {
                var failed = AttachNew(file, facts.Identity, out device, out path);
                // Another process was quicker to take the free one.
                if (failed != Errno.Busy || tries >= MostTries) return failed;
            }
        }
    }

    /// <summary>The device looks at how long its file is now; a file without a device needs nothing.</summary>
    public int Refresh(string file)
    {
        lock (gate)
        {
            if (LibC.Look(file) is not { } facts || Open(facts.Identity) is not { } there) return 0;
            using (there.Device) return LibC.Failed(LibC.Control(there.Device, SetCapacity, 0));
        }
    }

    /// <summary>After unmounting: a device that does not end by itself is ended, and btrfs forgets what it has seen there. False: somebody still uses it.</summary>
    public bool Release(FileIdentity file)
    {
        lock (gate)
        {
            if (Open(file) is not { } there) return true;
            using (there.Device)
            {
                var arguments = new byte[4096];
                Encoding.UTF8.GetBytes(there.Path, arguments.AsSpan(8));
                using var control = LibC.OpenFile("/dev/btrfs-control", ReadWrite);
                // Kernels before 6.2 remember an unmounted file system, and then refuse an older copy of it.
                if (control is not null) _ = LibC.Control(control, ForgetDevice, arguments);
                _ = LibC.Control(there.Device, ClearFile, 0);
            }
            // One that somebody still uses keeps its file, and must be found as long as it does.
            if (Open(file) is not { } still) return true;
            still.Device.Dispose();
            return false;
        }
    }

    int AttachNew(string file, FileIdentity identity, out SafeFileHandle? device, out string path)
    {
        (device, path) = (null, "");
        using var control = LibC.OpenFile("/dev/loop-control", ReadWrite);
        if (control is null) return Marshal.GetLastPInvokeError();
        var number = LibC.Control(control, GetFree, 0);
        if (number < 0) return LibC.Failed(number);
        path = PathOf(number);
        using var image = LibC.OpenFile(file, ReadWrite);
        if (image is null) return Marshal.GetLastPInvokeError();
        var opened = LibC.OpenFile(path, ReadWrite);
        if (opened is null) return Marshal.GetLastPInvokeError();
        var failed = LibC.Control(opened, Configure, Config(image, file, EndsByItself | DirectIo));
        // Not every file system can read and write around the page cache.
        if (failed == Errno.Invalid) failed = LibC.Control(opened, Configure, Config(image, file, EndsByItself));
        if (failed != 0)
        {
            opened.Dispose();
            return failed;
        }
        known[identity] = number;
        device = opened;
        return 0;
    }

    static byte[] Config(SafeFileHandle image, string file, uint flags)
    {
        var config = new byte[ConfigLength];
        BinaryPrimitives.WriteUInt32LittleEndian(config, (uint)image.DangerousGetHandle());
        BinaryPrimitives.WriteUInt32LittleEndian(config.AsSpan(4), BlockBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(config.AsSpan(StatusInConfig + FlagsOffset), flags);
        var name = Encoding.UTF8.GetBytes(file);
        name.AsSpan(0, Math.Min(name.Length, FileNameLength - 1)).CopyTo(config.AsSpan(StatusInConfig + FileNameOffset));
        return config;
    }

    (SafeFileHandle Device, string Path)? Open(FileIdentity file)
    {
        if (!looked) LookAtAll();
        if (!known.TryGetValue(file, out var number)) return null;
        var device = LibC.OpenFile(PathOf(number), ReadWrite);
        if (device is not null && FileOf(device) == file) return (device, PathOf(number));
        device?.Dispose();
        known.Remove(file);
        return null;
    }

    /// <summary>Once: what an earlier life attached. From then on nobody else attaches our files.</summary>
    void LookAtAll()
    {
        foreach (var block in Directory.EnumerateDirectories("/sys/block", "loop*"))
        {
            if (!Directory.Exists(Path.Combine(block, "loop"))) continue;
            if (!int.TryParse(Path.GetFileName(block)["loop".Length..], CultureInfo.InvariantCulture, out var number)) continue;
            using var device = LibC.OpenFile(PathOf(number), 0);
            if (device is not null && FileOf(device) is { } file) known.TryAdd(file, number);
        }
        looked = true;
    }

    static FileIdentity? FileOf(SafeFileHandle device)
    {
        var status = new byte[StatusLength];
        return LibC.Control(device, GetStatus, status) == 0
            ? new FileIdentity(BinaryPrimitives.ReadUInt64LittleEndian(status), BinaryPrimitives.ReadUInt64LittleEndian(status.AsSpan(8)))
            : null;
    }

    static string PathOf(int number) => $"/dev/loop{number.ToString(CultureInfo.InvariantCulture)}";
}
