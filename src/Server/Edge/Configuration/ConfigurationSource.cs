using System.Net;

namespace Abaca.Server.Configuration;

/// <summary>Loads the configuration. Loading again gives a new immutable snapshot; nothing is kept in between.</summary>
/// <param name="machine">What depends on the machine.</param>
/// <param name="drivers">Drivers that <c>share_driver</c> may name.</param>
public sealed class ConfigurationSource(IMachine machine, IReadOnlyList<IDriverFactory> drivers)
{
    /// <summary>Files read when none is named, each only when it exists; the later one wins.</summary>
    public static IReadOnlyList<string> DefaultFiles { get; } = ["/etc/manila/manila.conf", "/etc/abaca/abaca.conf"];

    /// <summary>Directories read when no file is named, each only when it exists, behind <see cref="DefaultFiles"/>.</summary>
    public static IReadOnlyList<string> DefaultDirectories { get; } = ["/etc/manila/manila.conf.d", "/etc/abaca/abaca.conf.d"];

    /// <summary>Reads and checks everything; problems are findings, never exceptions.</summary>
    /// <param name="files">Values of <c>--config-file</c>; a later file wins. With neither files nor directories the defaults are searched.</param>
    /// <param name="directories">Values of <c>--config-dir</c>: their <c>*.conf</c> in the order of names, behind the files.</param>
    public Loaded Load(IReadOnlyList<string> files, IReadOnlyList<string> directories)
    {
        var findings = new List<Finding>();
        var read = new FileReader(machine, findings).Read(files, directories);
        var layers = new Layers([BackendReader.BuiltIn, .. read.Select(file => file.Assignments)], machine.Environment);
        var reader = new OptionReader(layers, machine, ServiceOptions.Known, findings);
        MachineDefaults(reader);
        reader.Otherwise(IniFile.Default, "auth_strategy", () => HasKeystone(read) ? "keystone" : "embedded");
        // A password that was changed in a file is found by whoever has lost faith in the old one.
        var options = Bind(reader, layers, Directories(read)) with { Again = () => Load(files, directories).Options };
        findings.AddRange(Consistency.Check(options, reader, read));
        var refused = RefusedOptions.Check(layers, read, reader.In(BackendReader.Enabled.Section).List(BackendReader.Enabled.Key));
        findings.AddRange(refused);
        findings.AddRange(new NameCheck(options.Backends, reader, drivers).Check(read, machine.Environment).Where(odd => refused.All(error => error.Place != odd.Place)));
        return new Loaded(options, findings, [.. read.Select(file => file.Path)]).With([]);
    }

    void MachineDefaults(OptionReader reader)
    {
        reader.Otherwise(IniFile.Default, "host", () => machine.HostName);
        reader.Otherwise(IniFile.Default, "my_ip", () => machine.Address);
        reader.Otherwise(IniFile.Default, "state_path", StatePath);
        reader.Otherwise(IniFile.Default, "abaca_export_address", () => ExportAddress(reader.In(IniFile.Default)));
    }

    /// In Manila a Keystone is meant where no strategy is written. A section without a line, as in a sample, means nothing.
    static bool HasKeystone(IReadOnlyList<IniFile> files) =>
        files.Any(file => file.Assignments.Any(written => written.Option.Section == KeystoneOptions.Name));

    string StatePath()
    {
        if (machine.IsRoot) return "/var/lib/abaca";
        var state = machine.Environment.GetValueOrDefault("XDG_STATE_HOME");
        return state is { Length: > 0 } && Path.IsPathRooted(state)
            ? Path.Combine(state, "abaca")
            : Path.Combine(machine.Environment.GetValueOrDefault("HOME") is { Length: > 0 } home ? home : "/", ".local/state/abaca");
    }

    /// A client cannot mount from "every address", so a wildcard becomes the address of this machine.
    static string ExportAddress(SectionReader section)
    {
        var listen = section.Address("abaca_listen");
        return (listen.Equals(IPAddress.Any) || listen.Equals(IPAddress.IPv6Any) ? section.Address("my_ip") : listen).ToString();
    }

    ServiceOptions Bind(OptionReader reader, Layers layers, IReadOnlyList<string> configurationDirectories)
    {
        var backends = new BackendReader(reader, drivers, name => layers.Find(name)?.Place ?? layers.Find(name with { Section = IniFile.Default })?.Place);
        return Bind(reader, configurationDirectories) with { Backends = backends.Read(), Enabled = backends.All };
    }

    static ServiceOptions Bind(OptionReader reader, IReadOnlyList<string> configurationDirectories) => new()
    {
        Node = NodeOptions.Read(reader),
        Api = ApiOptions.Read(reader),
        Log = LogOptions.Read(reader),
        Authentication = AuthenticationOptions.Read(reader),
        Policy = PolicyOptions.Read(reader, configurationDirectories),
        Database = DatabaseOptions.Read(reader),
        Messaging = MessagingOptions.Read(reader),
        Notifications = NotificationOptions.Read(reader),
        Shares = ShareOptions.Read(reader),
        Scheduling = SchedulingOptions.Read(reader),
        Quota = QuotaOptions.Read(reader),
        Operations = OperationOptions.Read(reader),
        Backends = [],
    };

    /// Where a policy file with a relative path may be: beside the files read, then the usual places.
    static IReadOnlyList<string> Directories(IReadOnlyList<IniFile> read) =>
    [
        .. read.Reverse().Select(file => Path.GetDirectoryName(file.Path) ?? "").Where(directory => directory.Length > 0)
            .Concat(DefaultFiles.Reverse().Select(file => Path.GetDirectoryName(file)!)).Distinct(),
    ];
}
