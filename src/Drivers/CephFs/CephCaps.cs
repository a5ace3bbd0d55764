namespace Abaca.Drivers.CephFs;

/// <summary>The least that the service's own identity needs. Its clients' identities are made by the mgr, which needs no right of ours for that.</summary>
static class CephCaps
{
    /// <summary>Manages subvolumes and identities.</summary>
    public const string Manager = "allow module volumes rw";

    /// <summary>Reads the maps of monitors, file systems and pools.</summary>
    public const string Monitor = "allow r";

    /// <summary>Ends the mounts of clients that lost their rule. (The MDS has no smaller right for it.)</summary>
    public const string MetadataServer = "allow *";

    /// <summary>The command that gives an identity exactly these.</summary>
    public static string Command(string authId) => $"ceph auth caps client.{authId} mgr '{Manager}' mon '{Monitor}' mds '{MetadataServer}'";
}
