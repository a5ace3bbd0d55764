namespace Abaca.Server.Configuration;

/// <summary>Reads the sections that <c>enabled_share_backends</c> names, each against the options of its driver.</summary>
sealed class BackendReader(OptionReader reader, IReadOnlyList<IDriverFactory> drivers, Func<OptionName, Place?> placeOf)
{
    /// <summary>Name of the option that lists the sections.</summary>
    public static readonly OptionName Enabled = new(IniFile.Default, "enabled_share_backends");

    /// <summary>The section used when nothing is configured.</summary>
    public const string Embedded = "local";

    public static IReadOnlyList<KnownOption> Known { get; } =
    [
        new OptionSection(Enabled.Section).List(Enabled.Key, Embedded,
            "Sections of the backends to run. Section local needs no lines of its own: it keeps shares on this machine."),
        new OptionSection(Enabled.Section).Integer(SshTimeout, 60,
            "Seconds for connecting over SSH to a backend's machines, where a backend's own section does not say."),
    ];

    /// <summary>Written in [DEFAULT] by many operators, for all backends at once.</summary>
    const string SshTimeout = "ssh_conn_timeout";

    /// <summary>The local driver's option that follows <c>abaca_listen</c>, so that one option opens API and NFS; whatever the section.</summary>
    const string LocalAddress = "local_export_address";

    /// <summary>The built-in lines of section <c>local</c>, below every file.</summary>
    public static IReadOnlyList<Assignment> BuiltIn { get; } =
    [
        new(new OptionName(Embedded, "share_driver"), "abaca.local", new Place("built in", 0)),
        new(new OptionName(Embedded, "driver_handles_share_servers"), "false", new Place("built in", 0)),
    ];

    /// <summary>Every section that is named and can be one of a backend; filled by <see cref="Read()"/>.</summary>
    public List<EnabledBackend> All { get; } = [];

    public IReadOnlyList<BackendOptions> Read()
    {
        var sections = reader.In(Enabled.Section).List(Enabled.Key);
        var backends = new List<BackendOptions>();
        foreach (var section in sections)
        {
            if (Unfit(section, sections) is var (problem, remedy)) reader.Report(Severity.Error, Enabled, problem, remedy);
            else if (Read(section) is { } backend) backends.Add(backend);
        }
        return backends;
    }

    static (string, string)? Unfit(string section, IReadOnlyList<string> sections)
    {
        if (section == IniFile.Default || section.AsSpan().IndexOfAny("@#[] ") >= 0)
            return ($"'{section}' cannot be a backend's name", "choose a name without blanks, @, # and brackets, other than DEFAULT");
        if (ServiceOptions.Known.Any(option => string.Equals(option.Section, section, StringComparison.OrdinalIgnoreCase)))
            return ($"'{section}' cannot be a backend's name", $"choose another name: section [{section}] has options of the service's own");
        return sections.Count(other => string.Equals(other, section, StringComparison.OrdinalIgnoreCase)) > 1
            ? ($"names '{section}' twice", "name each backend once") : null;
    }

    BackendOptions? Read(string section)
    {
        var common = BackendOptions.Common(section);
        reader.KnowBackend(section, common);
        var values = reader.In(section);
        All.Add(new EnabledBackend(section, values.TextOrNull("backend_availability_zone") ?? reader.In(IniFile.Default).Text("storage_availability_zone")));
        if (values.TextOrNull("share_driver") is not { } name) return null;
        if (drivers.FirstOrDefault(one => one.DriverNames.Contains(name, StringComparer.Ordinal)) is not { } driver)
        {
            var why = drivers.Select(one => one.RefusedNames.GetValueOrDefault(name)).OfType<string>().FirstOrDefault();
            reader.Report(Severity.Error, values.Name("share_driver"), why ?? "is no driver of this release",
                "write one of " + string.Join(", ", drivers.Select(one => one.DriverNames[0])));
            return null;
        }
        var options = common.Where(one => driver.Options.All(own => own.Name != one.Spec.Name))
            .Concat(driver.Options.Select(own => new KnownOption(section, own))).ToList();
        reader.KnowBackend(section, options);
        reader.Otherwise(section, LocalAddress, () => reader.In(IniFile.Default).Text("abaca_export_address"));
        if (driver.Options.Any(own => own.Name == SshTimeout))
            reader.Otherwise(section, SshTimeout, () => reader.In(IniFile.Default).Integer(SshTimeout).ToString(CultureInfo.InvariantCulture));
        return Bound(section, driver, options);
    }

    BackendOptions Bound(string section, IDriverFactory driver, IReadOnlyList<KnownOption> options)
    {
        var values = reader.In(section);
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        var places = new Dictionary<string, Place>(StringComparer.Ordinal);
        foreach (var option in options)
        {
            if (reader.Value(option.Name) is { } value)
                all[option.Spec.Name] = option.Spec.Kind == OptionKind.Text ? value : value.Trim();
            if (placeOf(option.Name) is { } place) places[option.Spec.Name] = place;
        }
        return new BackendOptions
        {
            Section = section,
            Driver = driver,
            BackendName = values.Text("share_backend_name"),
            HandlesShareServers = values.Flag("driver_handles_share_servers"),
            AvailabilityZone = values.TextOrNull("backend_availability_zone") ?? reader.In(IniFile.Default).Text("storage_availability_zone"),
            ReplicationDomain = values.TextOrNull("replication_domain"),
            ReservedPercent = values.Integer("reserved_share_percentage"),
            ReservedFromSnapshotPercent = values.Integer("reserved_share_from_snapshot_percentage"),
            ReservedExtendPercent = values.Integer("reserved_share_extend_percentage"),
            MaxOverSubscriptionRatio = values.Number("max_over_subscription_ratio"),
            FilterFunction = values.TextOrNull("filter_function"),
            GoodnessFunction = values.TextOrNull("goodness_function"),
            Values = all,
            Places = places,
        };
    }
}
