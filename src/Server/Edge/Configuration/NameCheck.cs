namespace Abaca.Server.Configuration;

/// <summary>Finds names that nobody reads. They are warnings: a file may be shared with another version.</summary>
sealed class NameCheck(IReadOnlyList<BackendOptions> backends, OptionReader reader, IReadOnlyList<IDriverFactory> drivers)
{
    readonly IReadOnlyList<string> _enabled = [.. reader.In(BackendReader.Enabled.Section).List(BackendReader.Enabled.Key).Select(IniFile.Normalized)];

    readonly ILookup<string, string> _known = ServiceOptions.Known
        .SelectMany(option => option.FormerNames.Append(option.Name)
            .Concat(option.Spec.Secret ? [option.Name with { Key = option.Spec.Name + KnownNames.FileSuffix }] : []))
        .ToLookup(name => name.Section, name => name.Key);

    public IEnumerable<Finding> Check(IReadOnlyList<IniFile> files, IReadOnlyDictionary<string, string> environment) => files
        .SelectMany(file => Sections(file).Concat(file.Assignments.Select(Key).OfType<Finding>()).Concat(Twice(file)))
        .Concat(Variables(environment));

    IEnumerable<Finding> Sections(IniFile file) =>
        from section in file.Sections.DistinctBy(section => section.Name)
        where !IsKnownSection(IniFile.Normalized(section.Name))
        select Unread(file, section.Name, section.Place);

    Finding Unread(IniFile file, string name, Place place)
    {
        var backend = file.Assignments.Any(one => one.Option == new OptionName(IniFile.Normalized(name), "share_driver"));
        if (backend)
        {
            return new Finding(Severity.Note, place, new OptionName(name, ""), null, "is a backend that is not enabled",
                $"add {name} to enabled_share_backends to run it");
        }
        var near = NearestName.Of(name, _known.Select(section => section.Key).Concat(_enabled));
        return new Finding(Severity.Warning, place, new OptionName(name, ""), null, "is a section that nobody reads",
            near is null ? "remove it, or add it to enabled_share_backends" : $"did you mean [{near}]?");
    }

    bool IsKnownSection(string section) => _known.Contains(section) || KnownNames.Sections.Contains(section) || RefusedOptions.IsOrigin(section) || _enabled.Contains(section)
        || backends.Any(backend => NetworkSections(backend).Contains(section));

    /// A backend may name sections for its network options.
    static IEnumerable<string> NetworkSections(BackendOptions backend) => new[] { "network_config_group", "admin_network_config_group" }
        .Select(key => IniFile.Normalized(backend.Values.GetValueOrDefault(key, "")));

    Finding? Key(Assignment written)
    {
        var (section, key) = written.Option;
        if (!IsKnownSection(section)) return null; // said once, about the section
        if (KnownKeys(section).Contains(key)) return null;
        if (IsUnused(section, key))
        {
            return new Finding(Severity.Note, written.Place, written.Option, null, "is not used by this release", "");
        }
        var near = NearestName.Of(key, KnownKeys(section));
        return new Finding(Severity.Warning, written.Place, written.Option, null, "is an option that nobody reads",
            near is null ? "correct or remove it" : $"did you mean {near}?");
    }

    static bool IsUnused(string section, string key) =>
        KnownNames.Sections.Contains(section) || RefusedOptions.IsOrigin(section) || KnownNames.Keys.Contains(key) || KnownNames.IsBackendKey(key);

    IEnumerable<string> KnownKeys(string section)
    {
        if (_enabled.Contains(section))
        {
            var own = backends.Where(backend => IniFile.Normalized(backend.Section) == section).Select(backend => backend.Driver).ToList();
            return BackendKeys(own.Count > 0 ? own : drivers); // a wrong share_driver is reported already
        }
        return section == IniFile.Default ? _known[section].Concat(BackendKeys(drivers)) : _known[section];
    }

    static IEnumerable<string> BackendKeys(IEnumerable<IDriverFactory> of) => BackendOptions.Common("").Select(option => option.Spec)
        .Concat(of.SelectMany(driver => driver.Options))
        .SelectMany(option => option.Secret ? new[] { option.Name, option.Name + KnownNames.FileSuffix } : [option.Name]);

    /// The last of several lines counts, which is seldom what was meant.
    IEnumerable<Finding> Twice(IniFile file) =>
        from same in file.Assignments.GroupBy(written => written.Option)
        where same.Count() > 1 && IsKnownSection(same.Key.Section) && !KnownNames.Sections.Contains(same.Key.Section)
            && !ServiceOptions.Known.Any(option => option.Repeated && option.Name == same.Key)
        let last = same.Last()
        select new Finding(Severity.Warning, last.Place, same.Key, null,
            $"is given {same.Count()} times, first on line {same.First().Place.Line}; this one counts", "remove the others");

    /// A variable of the form OS_SECTION__KEY whose section is known and whose key is not is a typing error.
    IEnumerable<Finding> Variables(IReadOnlyDictionary<string, string> environment)
    {
        foreach (var variable in environment.Keys.Order(StringComparer.Ordinal))
        {
            var end = variable.IndexOf("__", StringComparison.Ordinal);
            if (end <= 3 || !variable.StartsWith("OS_", StringComparison.Ordinal)) continue;
            var section = variable[3..end] == IniFile.Default ? IniFile.Default : variable[3..end].ToLowerInvariant();
            var key = variable[(end + 2)..].ToLowerInvariant();
            if (!_known.Contains(section) && !_enabled.Contains(section)) continue;
            if (KnownKeys(section).Contains(key, StringComparer.OrdinalIgnoreCase) || IsUnused(section, key)) continue;
            yield return new Finding(Severity.Warning, new Place("environment variable " + variable, 0), new OptionName(section, key), null,
                "is an option that nobody reads", "correct or remove the variable");
        }
    }
}
