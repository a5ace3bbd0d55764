namespace Abaca.Server.Data.Sqlite;

/// <summary>Sizes and limits of the SQLite engine. The defaults keep the process small; tests shrink them further.</summary>
public sealed record SqliteSettings
{
    /// <summary>How long to wait for another process that writes (a command of <c>abaca db</c>, a backup).</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Most transactions that share one sync.</summary>
    public int GroupLimit { get; init; } = 64;

    /// <summary>A group takes no further transaction once its work has taken this long.</summary>
    public TimeSpan GroupTime { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Page cache of the writer, in KiB.</summary>
    public int WriterCacheKiB { get; init; } = 4096;

    /// <summary>Page cache of each reader, in KiB.</summary>
    public int ReaderCacheKiB { get; init; } = 2048;

    /// <summary>Readers kept open while idle; more are opened for a moment when more threads read at once.</summary>
    public int IdleReaders { get; init; } = 8;

    /// <summary>Prepared statements kept per connection.</summary>
    public int CachedStatements { get; init; } = 96;

    /// <summary>Pages (of 4 KiB) in the write-ahead log that start a checkpoint.</summary>
    public int CheckpointPages { get; init; } = 1000;

    /// <summary>Where checkpoints run beside the writer.</summary>
    public TaskScheduler Checkpoints { get; init; } = TaskScheduler.Default;

    /// <summary>The write-ahead log file is cut to this many bytes when it has grown and is started anew.</summary>
    public long LogBytesKept { get; init; } = 16 << 20;
}
