using System.Buffers.Binary;

namespace Abaca.Server.Data.Sqlite;

/// <summary>The files of one SQLite database: the file itself, and those that SQLite lays beside it and that are part of its contents.</summary>
/// <param name="Main">Full path of the database file.</param>
sealed record DatabaseFiles(string Main)
{
    /// <summary>A write-ahead log that holds no change has no more than its header (https://sqlite.org/fileformat2.html#the_write_ahead_log).</summary>
    const long LogHeader = 32;

    /// <summary>Where the header of a database keeps <c>user_version</c>, four bytes, the highest first.</summary>
    const int StampOffset = 60;

    static readonly byte[] Magic = [.. "SQLite format 3\0"u8];

    /// <summary>What is appended to the name: the file itself first.</summary>
    public static IReadOnlyList<string> Suffixes { get; } = ["", "-wal", "-shm", "-journal"];

    /// <summary>The directory that holds them.</summary>
    public string Directory => Path.GetDirectoryName(Main)!;

    /// <summary>A copy that is being made to take the place of the file.</summary>
    public string Incoming => Main + ".restoring";

    /// <summary>There while a restore changes files over; holds the name that the former database gets.</summary>
    public string Intent => Main + ".restore";

    /// <summary>Which databases a write-ahead log beside the file may belong to.</summary>
    public string Stamps => Path.Combine(Directory, $".{Path.GetFileName(Main)}.stamps");

    /// <summary>There while nobody has taken note yet that another database was put in the place of the one that the last start used.</summary>
    public string Replaced => Path.Combine(Directory, $".{Path.GetFileName(Main)}.replaced");

    /// <summary>Whether the write-ahead log holds changes that are not in the file.</summary>
    public bool HasLog => new FileInfo(Main + "-wal") is { Exists: true, Length: > LogHeader };

    /// <summary>Whether there is a file with anything in it.</summary>
    public bool Exists => new FileInfo(Main) is { Exists: true, Length: > 0 };

    /// <summary>Files beside it that hold changes, or say that somebody has it open.</summary>
    public IReadOnlyList<string> LyingBeside =>
        [.. Suffixes.Skip(1).Select(suffix => Main + suffix).Where(path => path.EndsWith("-shm", StringComparison.Ordinal) ? File.Exists(path) : HoldsSomething(path))];

    /// <summary>Whether it begins as every SQLite database does.</summary>
    public bool IsSqlite
    {
        get
        {
            using var file = File.OpenHandle(Main, share: FileShare.ReadWrite | FileShare.Delete);
            var begin = new byte[Magic.Length];
            return RandomAccess.Read(file, begin, 0) == begin.Length && begin.AsSpan().SequenceEqual(Magic);
        }
    }

    /// <summary>The stamp in the file itself, whatever the write-ahead log says; 0: it has none.</summary>
    public int ReadStamp()
    {
        if (!Exists) return 0;
        using var file = File.OpenHandle(Main, share: FileShare.ReadWrite | FileShare.Delete);
        var stamp = new byte[sizeof(int)];
        return RandomAccess.Read(file, stamp, StampOffset) == stamp.Length ? BinaryPrimitives.ReadInt32BigEndian(stamp) : 0;
    }

    /// <summary>Size of the file in bytes; 0 when there is none.</summary>
    public long Length => new FileInfo(Main) is { Exists: true } file ? file.Length : 0;

    /// <summary>Takes the stamp out of a file that nobody has open: no log belongs to it.</summary>
    public void Unstamp()
    {
        using var file = File.OpenHandle(Main, access: FileAccess.ReadWrite);
        RandomAccess.Write(file, new byte[sizeof(int)], StampOffset);
        RandomAccess.FlushToDisk(file);
    }

    static bool HoldsSomething(string path) =>
        new FileInfo(path) is { Exists: true } file && file.Length > (path.EndsWith("-wal", StringComparison.Ordinal) ? LogHeader : 0);
}
