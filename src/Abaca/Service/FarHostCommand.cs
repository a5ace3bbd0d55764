using Abaca.Drivers.Lvm.Setup;
using Abaca.Drivers.Zfs.Setup;
using LocalCommandRunner = Abaca.DriverSdk.LocalCommandRunner;

namespace Abaca.Service;

/// <summary><c>abaca config zfs-host</c> and <c>lvm-host</c>: what a file server needs to be such a backend.</summary>
/// <param name="kind">The command's first word; also the section when none is named, and how options of the backend begin.</param>
/// <param name="title">The storage as people write it.</param>
/// <param name="owned">The option that every such backend has.</param>
/// <param name="read">Makes the set-up of a section: its name, who logs in, its options.</param>
sealed class FarHostCommand(string kind, string title, string owned, Func<string, string, Func<string, string>, FarHostCommand.SetUp> read)
{
    readonly Option<string> backend = new("--backend") { Description = "Section of the configuration: user, storage and key are taken from there.", DefaultValueFactory = _ => kind };
    readonly Option<string?> key = new("--public-key") { Description = "File with the service's public key; without it that of the section's private key, when there is one beside it." };
    readonly Option<bool> sudoers = new("--sudoers") { Description = "Only the lines for sudo." };
    readonly ServiceFiles files = new();

    /// <summary>What is printed.</summary>
    /// <param name="Sudoers">The lines for sudo.</param>
    /// <param name="Text">All, with the service's public key or without.</param>
    internal sealed record SetUp(string Sudoers, Func<string?, string> Text);

    /// <summary>The command for ZFS.</summary>
    public static Command Zfs() => new FarHostCommand("zfs", "ZFS", "zfs_zpool_list", (section, user, of) =>
    {
        var setup = new ZfsHostSetup(user, section, of("zfs_share_helpers").Contains("NFSviaZFSHelper", StringComparison.Ordinal));
        return new SetUp(setup.Sudoers(), key => setup.Text(of("zfs_zpool_list").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), key));
    }).Build();

    /// <summary>The command for LVM.</summary>
    public static Command Lvm() => new FarHostCommand("lvm", "LVM", "lvm_share_export_ips", (section, user, of) =>
    {
        var setup = new LvmHostSetup(
            user, section, of("lvm_share_volume_group") is { Length: > 0 } group ? group : "lvm-shares", of("lvm_share_thin_pool") is { Length: > 0 } pool ? pool : null,
            of("lvm_share_export_root") is { Length: > 0 } root ? root : "/var/lib/manila/mnt");
        return new SetUp(setup.Sudoers(), setup.Text);
    }).Build();

    Command Build()
    {
        var command = new Command($"{kind}-host", $"Prints how to set up the file server of {(title[0] == 'L' ? "an" : "a")} {title} backend: packages, the user, its sudo rules with the least privilege.");
        Option[] options = [backend, key, sudoers];
        foreach (var option in options) command.Options.Add(option);
        files.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    int Run(ParseResult parsed)
    {
        var name = parsed.GetValue(backend)!;
        var options = files.Load(parsed).Options;
        var section = options.Backends.FirstOrDefault(found => found.Section == name);
        if (section is null)
        {
            Console.Error.WriteLine($"There is no backend [{name}] among enabled_share_backends; --backend names another, --config-file the configuration.");
            return 2;
        }
        var asked = new HashSet<string>(StringComparer.Ordinal);
        string Of(string option)
        {
            asked.Add(option);
            return section.Values.GetValueOrDefault(option) ?? "";
        }
        if (Of(owned).Length == 0)
        {
            Console.Error.WriteLine($"[{name}] has no {owned}: it is no {title} backend.");
            return 2;
        }
        var setup = read(name, Of($"{kind}_ssh_username") is { Length: > 0 } user ? user : kind + "user", Of);
        // What people paste as root is made of values that the driver takes; others of the section may come later.
        var settings = section.Settings(options.Node.StatePath, new LocalCommandRunner(TimeProvider.System), TimeProvider.System, new SilentLog());
        if (section.Problems(settings).Where(found => asked.Contains(found.Option.Key)).ToList() is { Count: > 0 } wrong)
        {
            foreach (var problem in wrong) Console.Error.WriteLine(problem);
            return 2;
        }
        if (parsed.GetValue(sudoers)) Console.Write(setup.Sudoers);
        else Console.WriteLine(setup.Text(PublicKey(parsed.GetValue(key), Of($"{kind}_ssh_private_key_path"))));
        return 0;
    }

    static string? PublicKey(string? given, string privateKey)
    {
        var path = given ?? privateKey + ".pub";
        return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
    }
}
