using Xunit;

namespace Abaca.Tests.Compat.Service;

/// <summary>What the machine must have; a test that lacks something fails and says what to install.</summary>
static class Requirements
{
    static readonly (string Program, string Package)[] Storage =
    [
        ("ganesha.nfsd", "nfs-ganesha nfs-ganesha-vfs"), ("dbus-daemon", "dbus"), ("mkfs.btrfs", "btrfs-progs"), ("losetup", "mount util-linux"),
        ("nfs-cp", "libnfs-utils"),
    ];

    static readonly (string Program, string Package)[] Clients = [("manila", "python3-manilaclient"), ("openstack", "python3-openstackclient")];

    static readonly (string Program, string Package)[] Region =
        [("keystone-manage", "keystone"), ("sqlite3", "sqlite3"), ("memcached", "memcached")];

    static readonly (string Program, string Package)[] Dashboard =
    [
        (HorizonProgram, "openstack-dashboard"), ("/usr/lib/python3/dist-packages/manila_ui/__init__.py", "python3-manila-ui"),
        ("chromium", "chromium"), ("chromedriver", "chromium-driver"),
    ];

    /// <summary>Horizon's own program, as Debian installs it.</summary>
    public const string HorizonProgram = "/usr/share/openstack-dashboard/manage.py";

    /// <summary>Horizon with its share panels, and a browser.</summary>
    public static void ForDashboard()
    {
        var missing = Dashboard.Where(p => !Tool.IsThere(p.Program)).Select(p => p.Package).ToList();
        if (missing.Count > 0) Assert.Fail($"Packages are missing: apt-get install {string.Join(' ', missing)} (./do test compat horizon does it).");
    }

    /// <summary>Root and the packages of the Local backend.</summary>
    public static void ForLocal()
    {
        if (!Environment.IsPrivilegedProcess) Assert.Fail("This test mounts file systems and needs root: sudo ./do test compat");
        Need(Storage);
    }

    /// <summary>A Keystone and a memcached.</summary>
    public static void ForKeystone() => Need(Region, "keystone");

    /// <summary>OpenStack's own clients.</summary>
    public static void ForClients() => Need(Clients);

    static void Need(IEnumerable<(string Program, string Package)> programs, string suite = "compat")
    {
        var missing = programs.Where(p => !Tool.IsThere(p.Program)).Select(p => p.Package).ToList();
        if (missing.Count > 0) Assert.Fail($"Packages are missing: apt-get install {string.Join(' ', missing)} (./do test {suite} does it).");
    }
}
