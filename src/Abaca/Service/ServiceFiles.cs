using Abaca.DriverSdk;
using Abaca.Drivers.CephFs;
using Abaca.Drivers.Dummy;
using Abaca.Drivers.Gluster;
using Abaca.Drivers.Local;
using Abaca.Drivers.Lvm;
using Abaca.Drivers.Zfs;
using Abaca.Server.Configuration;
using Command = System.CommandLine.Command;
using Abaca.Server.Identity.Policy;

namespace Abaca.Service;

/// <summary>Which configuration a command works with.</summary>
sealed class ServiceFiles
{
    readonly Option<string[]> files = new("--config-file") { Description = "A configuration file; may be given several times, later ones win.", AllowMultipleArgumentsPerToken = false };
    readonly Option<string[]> directories = new("--config-dir") { Description = "A directory of *.conf files, read in the order of their names." };

    /// <summary>Every driver of this binary.</summary>
    public static IReadOnlyList<IDriverFactory> Drivers { get; } = [new LocalDriverFactory(), new CephFsDriverFactory(), new ZfsDriverFactory(), new GlusterDriverFactory(), new LvmDriverFactory(), new DummyDriverFactory()];

    /// <summary>Adds the options to a command.</summary>
    public ServiceFiles AddTo(Command command)
    {
        command.Options.Add(files);
        command.Options.Add(directories);
        return this;
    }

    /// <summary>Loads the configuration.</summary>
    public Loaded Load(ParseResult parsed) =>
        new ConfigurationSource(new ThisMachine(), Drivers).Load(parsed.GetValue(files) ?? [], parsed.GetValue(directories) ?? []);

    /// <summary>Loads the policy that goes with a configuration.</summary>
    public static LoadedPolicy LoadPolicy(Loaded loaded) => new PolicySource(new ThisMachine()).Load(loaded.Options.Policy);
}
