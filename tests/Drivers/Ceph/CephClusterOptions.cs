namespace Abaca.Tests.Drivers.Ceph;

/// <summary>How a test's cluster is made.</summary>
public sealed record CephClusterOptions
{
    /// <summary>An address of this machine on which all daemons listen; one that network namespaces reach, for clients there.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>File systems, each with pools <c>NAME_data</c> and <c>NAME_metadata</c> and an MDS of its own; the first is the default one.</summary>
    public IReadOnlyList<string> FileSystems { get; init; } = ["cephfs"];

    /// <summary>Further pools, for objects.</summary>
    public IReadOnlyList<string> Pools { get; init; } = [];
}
