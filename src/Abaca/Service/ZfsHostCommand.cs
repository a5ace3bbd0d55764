using Abaca.Drivers.Zfs.Setup;

namespace Abaca.Service;

/// <summary><c>abaca config zfs-host</c>: what a file server needs to be a ZFS backend.</summary>
sealed class ZfsHostCommand
{
    readonly Option<string> backend = new("--backend") { Description = "Section of the configuration: user, pools and key are taken from there.", DefaultValueFactory = _ => "zfs" };
    readonly Option<string?> key = new("--public-key") { Description = "File with the service's public key; without it that of the section's private key, when there is one beside it." };
    readonly Option<bool> sudoers = new("--sudoers") { Description = "Only the lines for sudo." };
    readonly ServiceFiles files = new();

    /// <summary>The command.</summary>
    public Command Build()
    {
        var command = new Command("zfs-host", "Prints how to set up the file server of a ZFS backend: packages, the user, its sudo rules with the least privilege.");
        Option[] options = [backend, key, sudoers];
        foreach (var option in options) command.Options.Add(option);
        files.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    int Run(ParseResult parsed)
    {
        var name = parsed.GetValue(backend)!;
        var section = files.Load(parsed).Options.Backends.FirstOrDefault(found => found.Section == name);
        if (section is null)
        {
            Console.Error.WriteLine($"There is no backend [{name}] among enabled_share_backends; --backend names another, --config-file the configuration.");
            return 2;
        }
        string Of(string option) => section.Values.GetValueOrDefault(option) ?? "";
        var roots = Of("zfs_zpool_list").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (roots.Length == 0)
        {
            Console.Error.WriteLine($"[{name}] has no zfs_zpool_list: it is no ZFS backend.");
            return 2;
        }
        var setup = new ZfsHostSetup(Of("zfs_ssh_username") is { Length: > 0 } user ? user : "zfsuser", name, Of("zfs_share_helpers").Contains("NFSviaZFSHelper", StringComparison.Ordinal));
        if (parsed.GetValue(sudoers)) Console.Write(setup.Sudoers());
        else Console.WriteLine(setup.Text(roots, PublicKey(parsed.GetValue(key), Of("zfs_ssh_private_key_path"))));
        return 0;
    }

    static string? PublicKey(string? given, string privateKey)
    {
        var path = given ?? privateKey + ".pub";
        return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
    }
}
