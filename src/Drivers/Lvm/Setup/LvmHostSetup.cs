using Abaca.Drivers.Ssh;
using NfsExports = Abaca.Drivers.KernelNfs.ExportsFile;

namespace Abaca.Drivers.Lvm.Setup;

/// <summary>What a file server has to have for a backend: the one place that says which commands root runs there.</summary>
/// <param name="User">Who logs in.</param>
/// <param name="Section">Backend; names the exports file.</param>
/// <param name="Group">The volume group.</param>
/// <param name="ThinPool">The thin pool in it; null for thick volumes.</param>
/// <param name="Root">Directory below which shares are mounted.</param>
public sealed record LvmHostSetup(string User, string Section, string Group, string? ThinPool, string Root)
{
    const string Name = "[A-Za-z0-9_+][A-Za-z0-9_.+-]*";
    const string Tag = "abaca[.][a-z]+=[A-Za-z0-9_.+/=:-]+";
    const string Sample = "share-1";

    /// <summary>Packages of Debian and Ubuntu.</summary>
    public static IReadOnlyList<string> Packages { get; } = ["openssh-server", "sudo", "lvm2", "thin-provisioning-tools", "e2fsprogs", "xfsprogs", "nfs-kernel-server"];

    /// <summary>
    /// Everything that root runs there. Arguments are given as regular expressions, each of them whole: volumes of this group only, mounted below
    /// this directory only and harmlessly.
    /// </summary>
    public SudoRules Rules
    {
        get
        {
            var (group, top) = (Escaped(Group), Escaped(Root));
            var (volume, device, directory) = ($"{group}/{Name}", $"/dev/{group}/{Name}", $"{top}/{Name}");
            return new SudoRules(User, Section,
            [
                Rule("lvs", "/usr/sbin", $"--reportformat json --units b --nosuffix -o [a-z_,]+ {group}(/{Name})?", $"--reportformat json --units b --nosuffix -o lv_name {Group}"),
                Rule("vgs", "/usr/sbin", $"--reportformat json --units b --nosuffix -o [a-z_,]+ {group}", $"--reportformat json --units b --nosuffix -o vg_uuid {Group}"),
                Rule("lvcreate", "/usr/sbin", $"-y{Creation(group)}( {group}(/{Name})?)?", ThinPool is null ? $"-y -Wy -L 1g -n {Sample} {Group}" : $"-y -kn -V 1g -T {Group}/{ThinPool} -n {Sample}"),
                Rule("lvchange", "/usr/sbin", $"-y( -ay -K| -an| --addtag {Tag}| --deltag {Tag})+ {volume}", $"-y -ay -K {Group}/{Sample}"),
                Rule("lvextend", "/usr/sbin", $"-y (-L [0-9]+g|-l 100%ORIGIN) {volume}", $"-y -L 1g {Group}/{Sample}"),
                Rule("lvreduce", "/usr/sbin", $"-y -f -L [0-9]+G {volume}", $"-y -f -L 1G {Group}/{Sample}"),
                Rule("lvremove", "/usr/sbin", $"-y -S lv_uuid=[A-Za-z0-9-]+ {volume}", $"-y -S lv_uuid=x {Group}/{Sample}"),
                Rule("lvrename", "/usr/sbin", $"-y {group} {Name} {Name}", $"-y {Group} {Sample} {Sample}"),
                Rule("blkid", "/usr/sbin", $"-p -s TYPE -o value {device}", $"-p -s TYPE -o value /dev/{Group}/{Sample}"),
                Rule("mkfs.ext4", "/usr/sbin", $"-qF -m 0 {device}", $"-qF -m 0 /dev/{Group}/{Sample}"),
                Rule("mkfs.xfs", "/usr/sbin", $"-qf {device}", $"-qf /dev/{Group}/{Sample}"),
                Rule("e2fsck", "/usr/sbin", $"-fp {device}", $"-fp /dev/{Group}/{Sample}"),
                Rule("resize2fs", "/usr/sbin", $"{device}( [0-9]+G)?", $"/dev/{Group}/{Sample}"),
                Rule("xfs_growfs", "/usr/sbin", directory, $"{Root}/{Sample}"),
                Rule("mount", "/usr/bin", $"-t (ext4|xfs) -o rw,nosuid,nodev,noexec(,nouuid)? {device} {directory}", $"-t ext4 -o rw,nosuid,nodev,noexec /dev/{Group}/{Sample} {Root}/{Sample}"),
                Rule("umount", "/usr/bin", directory, $"{Root}/{Sample}"),
                Rule("mkdir", "/usr/bin", $"-p {directory}", $"-p {Root}/{Sample}"),
                Rule("rmdir", "/usr/bin", $"{directory}(/lost[+]found)?", $"{Root}/{Sample}"),
                Rule("chmod", "/usr/bin", $"0777 {directory}", $"0777 {Root}/{Sample}"),
                new SudoRule("exportfs", NfsExports.Exportfs, "-f") { Sample = "-f" },
                .. NfsExports.RulesOf(Section),
            ]);
        }
    }

    /// <summary>The lines for <c>/etc/sudoers.d</c>, with the tools' paths as Debian has them.</summary>
    public string Sudoers() => Rules.Text();

    /// <summary>The whole set-up of a file server as commands, to be read and run there as root.</summary>
    /// <param name="publicKey">Public key of the service, or null.</param>
    public string Text(string? publicKey) => $"""
        # File server of backend [{Section}]; run as root there, each line once. sudo has to be 1.9.10 or later.
        apt-get install -y {string.Join(' ', Packages)}
        vgs {Group}   # the volume group has to be there
        {(ThinPool is null ? "" : $"lvs {Group}/{ThinPool} || lvcreate --type thin-pool -l 95%FREE -n {ThinPool} {Group}\n")}install -d -m 755 {Root}
        {Rules.UserSetUp(publicKey, "lvm_ssh_private_key_path", "ssh nfs-server")}
        """;

    /// <summary>What a new volume is and bears.</summary>
    string Creation(string group) => ThinPool is { } pool
        ? $"( -kn| -s| -V [0-9]+g| -T {group}/{Escaped(pool)}| -n {Name}| --addtag {Tag})+"
        : $"( -Wy| -s| -l 100%ORIGIN| -L [0-9]+g| --type raid1| -m [0-9]| --nosync| -n {Name}| --addtag {Tag})+";

    static SudoRule Rule(string tool, string directory, string arguments, string sample) => new(tool, $"{directory}/{tool}", $"^{arguments}$") { Sample = sample };

    /// <summary>A name as a regular expression has it.</summary>
    static string Escaped(string name) => name.Replace(".", "[.]").Replace("+", "[+]");
}
