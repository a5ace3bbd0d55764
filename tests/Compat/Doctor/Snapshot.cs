using System.Globalization;
using System.Security.Cryptography;

namespace Abaca.Tests.Compat.Doctor;

/// <summary>Everything below a directory as it is: names, kinds, modes, sizes, times of change and contents, one line each.</summary>
static class Snapshot
{
    /// <summary>Of larger files the size and the time of change have to do: a pool's image has no end.</summary>
    const long Readable = 64L << 20;

    /// <summary>Takes one.</summary>
    public static IReadOnlyList<string> Of(string directory) =>
    [
        .. new DirectoryInfo(directory).EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Prepend(new DirectoryInfo(directory)).OrderBy(entry => entry.FullName, StringComparer.Ordinal).Select(Line),
    ];

    static string Line(FileSystemInfo entry)
    {
        var content = entry is FileInfo { LinkTarget: null, Length: <= Readable } file && (file.Attributes & FileAttributes.Device) == 0 ? Hash(file) : entry.LinkTarget ?? "";
        return string.Create(CultureInfo.InvariantCulture, $"{entry.FullName} {entry.Attributes} {Convert.ToString((int)entry.UnixFileMode, 8)} {(entry as FileInfo)?.Length} {entry.LastWriteTimeUtc:O} {content}");
    }

    static string Hash(FileInfo file)
    {
        if (file.Length == 0) return "empty";
        using var content = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }
}
