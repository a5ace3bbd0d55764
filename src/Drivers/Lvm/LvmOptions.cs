using System.Net;
using System.Net.Sockets;
using Abaca.DriverSdk;
using Abaca.Drivers.Ssh;

namespace Abaca.Drivers.Lvm;

/// <summary>Options of an LVM backend, checked.</summary>
/// <param name="Group">The volume group.</param>
/// <param name="ThinPool">The thin pool in it that volumes are made in; null: they are thick.</param>
/// <param name="Mirrors">Further copies of a thick volume on other disks.</param>
/// <param name="FileSystem"><c>ext4</c> or <c>xfs</c>, for new shares.</param>
/// <param name="Root">Directory on the file server below which shares are mounted.</param>
/// <param name="Addresses">Addresses that tenants mount from; at least one.</param>
/// <param name="Target">The file server over SSH; null when it is this machine.</param>
sealed record LvmOptions(string Group, string? ThinPool, int Mirrors, string FileSystem, string Root, IReadOnlyList<string> Addresses, SshTarget? Target)
{
    const string GroupOption = "lvm_share_volume_group";
    const string PoolOption = "lvm_share_thin_pool";
    const string RootOption = "lvm_share_export_root";
    const string AddressesOption = "lvm_share_export_ips";
    const string MirrorsOption = "lvm_share_mirrors";
    const string HelpersOption = "lvm_share_helpers";
    const string FileSystemOption = "share_volume_fstype";
    const string HostOption = "lvm_ssh_host";

    /// <summary>How the file server is reached.</summary>
    public static SshOptions Ssh { get; } = new("lvm_", "The volume group is", LvmHost.SetUp);

    /// <summary>Every option of the section.</summary>
    public static IReadOnlyList<OptionSpec> Specs { get; } =
    [
        new(GroupOption, OptionKind.Word, "Volume group that shares are made in; it has to be there.", "lvm-shares"),
        new(PoolOption, OptionKind.Word, "Thin pool in the volume group that volumes are made in; empty: they are thick."),
        new(RootOption, OptionKind.Text, "Directory on the file server below which shares are mounted.", "/var/lib/manila/mnt"),
        new(AddressesOption, OptionKind.List, "Addresses of the file server that tenants mount from.", Required: true),
        new(MirrorsOption, OptionKind.Integer, "Further copies of each thick volume, on other disks of the group.", "0"),
        new(HelpersOption, OptionKind.List, "NFS=… only: the kernel's NFS server with one exports file for all shares. CIFS is not served."),
        new(FileSystemOption, OptionKind.Word, "File system of new shares: ext4 or xfs (which cannot shrink).", "ext4"),
        new(HostOption, OptionKind.Word, "Name or address that SSH goes to; empty: the first of lvm_share_export_ips."),
        .. Ssh.Specs,
        .. SshOptions.Connections,
    ];

    /// <summary>Reads the section.</summary>
    /// <exception cref="OptionException">A value makes no sense.</exception>
    public static LvmOptions From(BackendSettings settings)
    {
        CheckHelpers(settings);
        var addresses = AddressesIn(settings);
        return new LvmOptions(
            NameIn(settings, GroupOption) ?? "lvm-shares", NameIn(settings, PoolOption), MirrorsIn(settings), FileSystemIn(settings), RootIn(settings), addresses,
            Ssh.TargetIn(settings, settings.FarHost(HostOption) ?? addresses[0]));
    }

    /// <summary>Everything that <see cref="From"/> refuses.</summary>
    public static IReadOnlyList<OptionException> Problems(BackendSettings settings) => OptionProblems.Of(
    [
        () => NameIn(settings, GroupOption), () => NameIn(settings, PoolOption), () => RootIn(settings), () => AddressesIn(settings), () => MirrorsIn(settings),
        () => CheckHelpers(settings), () => FileSystemIn(settings), () => settings.FarHost(HostOption), .. Ssh.Reads(settings), () => From(settings),
    ]);

    /// <summary>Volumes take only the space that is in use.</summary>
    public bool IsThin => ThinPool is not null;

    static string? NameIn(BackendSettings settings, string option) => settings.Text(option) is not { } name || VolumeName.IsGood(name)
        ? settings.Text(option)
        : throw new OptionException(option, $"\"{name}\" is no name that LVM takes: letters, digits and + _ . - only, without the group's name before it.");

    /// <summary>What an own rule of sudo for mounting and for modes is not given of.</summary>
    static readonly string[] Systems = ["bin", "boot", "dev", "etc", "lib", "lib64", "proc", "root", "run", "sbin", "sys", "usr"];

    static string RootIn(BackendSettings settings)
    {
        var path = settings.Text(RootOption) ?? "/var/lib/manila/mnt";
        var steps = path.Split('/');
        if (steps.Length > 1 && Systems.Contains(steps[1])) throw new OptionException(RootOption, $"{path} is the system's own; shares are mounted below a directory of their own, such as /var/lib/manila/mnt.");
        return path.Length > 1 && path[0] == '/' && path.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '_' or '.' or '-') && steps.Skip(1).All(step => step.Length > 0 && step.Trim('.').Length > 0)
            ? path
            : throw new OptionException(RootOption, $"\"{path}\" is no absolute path of letters, digits and _ . - without steps that lead nowhere.");
    }

    static List<string> AddressesIn(BackendSettings settings)
    {
        var addresses = settings.List(AddressesOption).Select(text => OptionForms.ExportAddress(AddressesOption, text).ToString()).ToList();
        return addresses.Count > 0 ? addresses : throw new OptionException(AddressesOption, "the file server's address is needed.");
    }

    static int MirrorsIn(BackendSettings settings)
    {
        var mirrors = settings.Text(MirrorsOption) is null ? 0 : settings.Integer(MirrorsOption);
        if (mirrors is < 0 or > 9) throw new OptionException(MirrorsOption, "0 to 9 further copies.");
        return mirrors == 0 || settings.Text(PoolOption) is null
            ? mirrors
            : throw new OptionException(MirrorsOption, $"volumes in a thin pool have no copies of their own: make the pool itself of mirrored volumes, and leave {MirrorsOption} 0.");
    }

    static string FileSystemIn(BackendSettings settings) => (settings.Text(FileSystemOption) ?? "ext4") is var type and ("ext4" or "xfs")
        ? type
        : throw new OptionException(FileSystemOption, $"\"{settings.Text(FileSystemOption)}\": ext4 or xfs.");

    /// <summary>Manila's helper for the kernel's NFS server is called NFSHelper; its default names one for CIFS, too.</summary>
    static void CheckHelpers(BackendSettings settings)
    {
        foreach (var text in settings.List(HelpersOption))
        {
            var (protocol, helper) = text.Split('=', 2) is [var left, var right] ? (left, right) : (text, "");
            if (protocol == "CIFS") throw new OptionException(HelpersOption, $"\"{text}\": CIFS is not served; take it out.");
            if (protocol != "NFS" || !(helper.EndsWith("NFSHelper", StringComparison.Ordinal) || helper == "NFSviaExportsFile"))
                throw new OptionException(HelpersOption, $"\"{text}\": there is NFS=manila.share.drivers.helpers.NFSHelper only.");
        }
    }

    /// <summary>One of the addresses is of that family.</summary>
    public bool Has(AddressFamily family) => Addresses.Any(address => IPAddress.Parse(address).AddressFamily == family);
}
