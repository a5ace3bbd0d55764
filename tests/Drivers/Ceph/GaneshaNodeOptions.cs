namespace Abaca.Tests.Drivers.Ceph;

/// <summary>How a test's Ganesha node is made.</summary>
public sealed record GaneshaNodeOptions
{
    /// <summary>Id of the node in the grace database; its identity is <c>client.ganesha-ID</c>.</summary>
    public string Id { get; init; } = "a";

    /// <summary>Address at which clients and tests reach it.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>NFS port.</summary>
    public int Port { get; init; } = 2049;

    /// <summary>What to put before command lines to run them where the node is (its network namespace).</summary>
    public IReadOnlyList<string> Prefix { get; init; } = [];

    /// <summary>Pool of the export objects and the grace database; it must exist.</summary>
    public string Pool { get; init; } = "cephfs_data";

    /// <summary>RADOS namespace of the export objects; empty for the default one, where Manila has them.</summary>
    public string Space { get; init; } = "";

    /// <summary>The object that lists the exports.</summary>
    public string Index { get; init; } = "ganesha-export-index";

    /// <summary>RADOS namespace of the grace database.</summary>
    public string GraceSpace { get; init; } = "grace";

    /// <summary>Seconds of a client's lease: libnfs renews none, so a test's mounts must be used more often.</summary>
    public int LeaseSeconds { get; init; } = 30;

    /// <summary>Seconds of grace after a restart.</summary>
    public int GraceSeconds { get; init; } = 5;

    /// <summary>Wakes up on a notify of the index (RADOS_URLS with watch_url).</summary>
    public bool Watches { get; init; } = true;

    /// <summary>Its main file as somebody else wrote it; null for the fixture's own.</summary>
    public string? Configuration { get; init; }

    /// <summary>What its identity may do with objects; null for everything in its pool.</summary>
    public string? ObjectCaps { get; init; }
}
