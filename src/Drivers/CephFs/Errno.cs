namespace Abaca.Drivers.CephFs;

/// <summary>Error numbers of the cluster's answers (errno(3) of Linux).</summary>
static class Errno
{
    /// <summary>Not allowed: an identity that is not ours to change.</summary>
    public const int NotPermitted = 1;
    /// <summary>No such file system, group, subvolume, snapshot or identity.</summary>
    public const int NotThere = 2;
    /// <summary>Busy; or a clone that is not whole yet.</summary>
    public const int TryAgain = 11;
    /// <summary>Our own identity lacks a capability.</summary>
    public const int AccessDenied = 13;
    /// <summary>It is there already.</summary>
    public const int Exists = 17;
    /// <summary>Anything from a wrong argument to trouble inside the mgr.</summary>
    public const int Invalid = 22;
    /// <summary>The cluster is full.</summary>
    public const int NoSpace = 28;
    /// <summary>The file system is read-only.</summary>
    public const int ReadOnly = 30;
    /// <summary>There is something in it.</summary>
    public const int NotEmpty = 39;
    /// <summary>A directory lacks an attribute.</summary>
    public const int NoAttribute = 61;
    /// <summary>Not for this kind of subvolume; or the mgr's module is not loaded yet.</summary>
    public const int NotSupported = 95;
    /// <summary>A quota is exceeded.</summary>
    public const int OverQuota = 122;
}
