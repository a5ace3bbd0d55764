namespace Abaca.Tests.Drivers.Zfs;

/// <summary>The rules of sudo that a file server's operator is told to lay down: these commands, and nothing else.</summary>
static class SudoRules
{
    /// <summary>The file's text for a backend.</summary>
    /// <param name="section">The backend's section.</param>
    public static string For(string section) =>
        $"{ZfsHost.User} ALL=(root) NOPASSWD: /sbin/zfs, /sbin/zpool, /usr/sbin/zfs, /usr/sbin/zpool, /usr/sbin/exportfs, "
        + $"/usr/bin/tee /etc/exports.d/abaca-{section}.exports";
}
