using Abaca.DriverSdk;
using Abaca.Drivers.Lvm;
using Abaca.Drivers.Lvm.Setup;
using Abaca.Tests.Drivers.Local;
using Abaca.Tests.Drivers.Zfs;

namespace Abaca.Tests.Drivers.Lvm;

/// <summary>The volume group of the virtual machine, and drivers for it.</summary>
static class LvmAtWork
{
    /// <summary>The volume group (<c>scripts/zfs-vm</c>).</summary>
    public const string Group = "lab";

    /// <summary>The thin pool in a part of it.</summary>
    public const string ThinPool = "thin";

    /// <summary>Where shares are mounted.</summary>
    public const string Root = "/srv/shares";

    const string Section = "lvm";

    /// <summary>Settings of a backend, as the service makes them of a section.</summary>
    public static BackendSettings Settings(ZfsSite site, ZfsHost host, ICommandRunner? commands, params (string Option, string Value)[] more)
    {
        var values = new LvmDriverFactory().Options.Where(option => option.Default is not null).ToDictionary(option => option.Name, option => option.Default!, StringComparer.Ordinal);
        foreach (var (option, value) in Written(host.Address, site.Key).Concat(more)) values[option] = value;
        return new BackendSettings(Section, site.State(Section), values, commands ?? new LocalCommandRunner(TimeProvider.System), TimeProvider.System, new RememberingLog());
    }

    /// <summary>A driver that is not started; its commands may be watched.</summary>
    public static IShareDriver NewDriver(ZfsSite site, ZfsHost host, ICommandRunner? commands, params (string Option, string Value)[] more) =>
        new LvmDriverFactory().Create(Settings(site, host, commands, more));

    /// <summary>Lays down the documented rules of sudo for these options, and makes the directory of the shares.</summary>
    public static async Task LayRules(ZfsHost host, IReadOnlyList<(string Option, string Value)> options, CancellationToken ct)
    {
        string Given(string option, string otherwise) => options.LastOrDefault(one => one.Option == option) is { Option: not null } given ? given.Value : otherwise;
        var pool = Given("lvm_share_thin_pool", ThinPool);
        await host.SetSudoRules(new LvmHostSetup(ZfsHost.User, Section, Given("lvm_share_volume_group", Group), pool.Length == 0 ? null : pool, Root).Sudoers(), ct);
        await host.Root(ct, "mkdir", "-p", Root);
    }

    /// <summary>The section as an operator writes it, but for its name.</summary>
    static IEnumerable<(string Option, string Value)> Written(string address, string key) =>
    [
        ("lvm_share_volume_group", Group), ("lvm_share_thin_pool", ThinPool), ("lvm_share_export_ips", address), ("lvm_share_export_root", Root),
        ("lvm_use_ssh", "True"), ("lvm_ssh_username", ZfsHost.User), ("lvm_ssh_private_key_path", key),
    ];
}
