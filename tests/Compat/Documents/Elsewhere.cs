namespace Abaca.Tests.Compat.Documents;

/// <summary>Commands of documents that are not carried out by the walk through the document, each with the reason. A new command is in neither place, and the test names it.</summary>
static class Elsewhere
{
    const string Starts = "starts the service, the demo or the tests themselves";
    const string Ceph = "needs a Ceph cluster: tests/Drivers/Ceph does the same on one, with the same words of configuration";
    const string Zfs = "needs a file server with ZFS: tests/Drivers/Zfs does the same on one, and carries out what is printed for it";
    const string Lvm = "needs a file server with LVM: tests/Drivers/Lvm does the same on one, and carries out what is printed for it";
    const string Gluster = "needs a GlusterFS cluster and certificates: tests/Drivers/Gluster does the same on one, with the same words of configuration";
    const string Mounts = "mounts at a made-up address: tests/Compat/Clients mounts what Local exports";
    const string Moves = "needs a share that takes a while to move: tests/Compat/Clients/MovingShare does these with the same client";
    const string Tls = "needs a service with certificates: tests/Compat/Lives/TlsTests has one, and the same client asks it";
    const string Keystone = "needs a terminal that asks; the command that follows does the same, and is run";

    /// <summary>Beginnings of commands by document.</summary>
    public static IReadOnlyList<(string Document, string Beginning, string Reason)> All { get; } =
    [
        ("README.md", "./do ", Starts),
        ("docs/operators/backup.md", "", "stops and starts services, on two machines: tests/Compat/Restore/BackupDocumentTests carries out every one"),
        ("docs/operators/cephfs.md", "", Ceph),
        ("docs/operators/glusterfs.md", "", Gluster),
        ("docs/operators/zfs.md", "", Zfs),
        ("docs/operators/lvm.md", "", Lvm),
        ("docs/operators/moving-shares.md", "manila migration-", Moves),
        ("docs/operators/identity.md", "openstack --os-cloud abaca-admin user create --password-prompt", Keystone),
        ("docs/operators/keystone.md", "", "needs a Keystone: tests/Compat/Keystone registers the service with one, and the client uses it"),
        ("docs/operators/security.md", "OS_CACERT=", Tls),
        ("docs/operators/security.md", "openstack --os-cert", Tls),
        ("docs/operators/systemd.md", "", "needs a machine that systemd runs: UnitFileTests verifies the unit and what it starts"),
        ("docs/operators/reconcile.md", "abaca reconcile remove", "needs something that the database does not know: tests/Server/Reconcile makes it and removes it with this command"),
        ("docs/operators/troubleshooting.md", "mount ", Mounts),
        ("docs/operators/troubleshooting.md", "timedatectl", "needs a machine with systemd"),
    ];

    /// <summary>Why a command is not run by the walk; null when it has to be.</summary>
    public static string? Reason(DocumentedCommand command) =>
        All.FirstOrDefault(entry => entry.Document == command.Document && command.Text.StartsWith(entry.Beginning, StringComparison.Ordinal)).Reason;
}
