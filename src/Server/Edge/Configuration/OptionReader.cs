using System.Net;

namespace Abaca.Server.Configuration;

/// <summary>
/// Answers what each option's value is: looks it up, follows references, checks the type, and collects what is wrong. A wrong value
/// is replaced by the default, so that one run finds every error.
/// </summary>
sealed class OptionReader
{
    readonly Layers _layers;
    readonly IMachine _machine;
    readonly Dictionary<OptionName, KnownOption> _known;
    readonly Dictionary<OptionName, string?> _resolved = [];
    readonly HashSet<OptionName> _resolving = [];
    readonly HashSet<string> _backends = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<OptionName, Func<string>> _machineDefaults = [];
    readonly List<Finding> _findings;

    public OptionReader(Layers layers, IMachine machine, IEnumerable<KnownOption> known, List<Finding> findings)
    {
        _layers = layers;
        _machine = machine;
        _known = known.ToDictionary(option => option.Name);
        _findings = findings;
    }

    /// <summary>Options asked for so far: a test compares them with those declared.</summary>
    public IReadOnlyCollection<OptionName> Asked => _resolved.Keys;

    /// <summary>Gives an option a default that depends on the machine or on other options.</summary>
    public void Otherwise(string section, string key, Func<string> value) => _machineDefaults[new OptionName(section, key)] = value;

    /// <summary>Adds the options of a backend's section.</summary>
    public void KnowBackend(string section, IEnumerable<KnownOption> options)
    {
        _backends.Add(section);
        foreach (var option in options) _known[option.Name] = option;
    }

    /// <summary>The options of one section.</summary>
    public SectionReader In(string section) => new(this, section);

    /// <summary>Says that something is wrong with an option's value.</summary>
    public void Report(Severity severity, OptionName option, string problem, string remedy)
    {
        var assignment = Written(option);
        _findings.Add(new Finding(severity, assignment?.Place, option, Shown(option, _resolved.GetValueOrDefault(option)), problem, remedy));
    }

    /// <summary>Whether anybody wrote this option down.</summary>
    public bool IsWritten(OptionName option) => Written(option) is not null;

    /// <summary>Value with references followed and type checked; null: no value and no default.</summary>
    public string? Value(OptionName name)
    {
        if (_resolved.TryGetValue(name, out var done)) return done;
        if (!_known.TryGetValue(name, out var option)) throw new InvalidOperationException($"Option {name} is read and not declared.");
        if (!_resolving.Add(name))
        {
            _findings.Add(new Finding(Severity.Error, Written(name)?.Place, name, null,
                "refers to itself, directly or through other options", "remove one of the $ references, or write $$ for a dollar sign"));
            return "";
        }
        try
        {
            return _resolved[name] = Checked(option);
        }
        finally
        {
            _resolving.Remove(name);
        }
    }

    /// <summary>Every value of an option that may be repeated.</summary>
    public IReadOnlyList<string> Values(OptionName name)
    {
        var option = _known[name];
        _resolved[name] = null;
        return [.. _layers.FindAll([name, .. option.FormerNames]).Select(one => Expanded(Meant(option, one), name, one.Place))];
    }

    string? Checked(KnownOption option)
    {
        var written = Written(option.Name);
        var value = written is not null ? Expanded(Meant(option, written), option.Name, written.Place) : SecretFromFile(option);
        if (value is null) return Default(option);
        WarnOfFormerName(option, written);
        if (Conversion.Problem(option, value) is not var (problem, remedy)) return value;
        _findings.Add(new Finding(Severity.Error, written?.Place, option.Name, Shown(option.Name, value), problem, remedy));
        return Default(option);
    }

    /// What was written, without a comment behind it where the value cannot hold one.
    string Meant(KnownOption option, Assignment written)
    {
        if (written.IsQuoted || written.Place.Line == 0 || TrailingComment.Cut(written.Value) is var value && value == written.Value) return written.Value;
        var mayHoldBlanks = option.Spec.Kind == OptionKind.Text && option.Choices.Count == 0;
        var shown = Shown(option.Name, mayHoldBlanks ? written.Value : value);
        _findings.Add(mayHoldBlanks
            ? new Finding(Severity.Warning, written.Place, written.Option, shown, "has # or ; behind a blank, which is part of the value",
                "write a comment on a line of its own; put the whole value in quotes when it is meant so")
            : new Finding(Severity.Warning, written.Place, written.Option, shown, "is followed by a comment, which is left out here; Manila would take it as part of the value",
                "write the comment on a line of its own"));
        return mayHoldBlanks ? written.Value : value;
    }

    string? Default(KnownOption option)
    {
        if (_machineDefaults.TryGetValue(option.Name, out var ask)) return ask();
        if (option.Spec.Default is { } value) return Expanded(value, option.Name, null);
        if (option.Spec.Required && Written(option.Name) is null)
        {
            _findings.Add(new Finding(Severity.Error, null, option.Name, null, "is required and missing",
                $"write {option.Spec.Name} in section [{option.Section}]: {option.Spec.Help}"));
        }
        return null;
    }

    void WarnOfFormerName(KnownOption option, Assignment? written)
    {
        if (written is null || !option.FormerNames.Contains(written.Option)) return;
        _findings.Add(new Finding(Severity.Warning, written.Place, written.Option, null, "is an old name", $"write {option.Name}"));
    }

    /// Passwords can be kept in a file of their own: option x of the kind "secret" is also found as x_file = path.
    string? SecretFromFile(KnownOption option)
    {
        if (!option.Spec.Secret) return null;
        var name = option.Name with { Key = option.Spec.Name + KnownNames.FileSuffix };
        if (Find(name, []) is not { } written) return null;
        var path = Expanded(written.Value, name, written.Place);
        try
        {
            if (_machine.ReadText(path) is { } text) return text.TrimEnd('\r', '\n');
            _findings.Add(new Finding(Severity.Error, written.Place, name, path, "names a file that does not exist", "make the file or correct the path"));
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            _findings.Add(new Finding(Severity.Error, written.Place, name, path, "names a file that cannot be read", broken.Message));
        }
        return null;
    }

    Assignment? Written(OptionName name) => Find(name, _known.TryGetValue(name, out var option) ? option.FormerNames : []);

    /// A backend's options are also read from DEFAULT, as deployments from before multiple backends have them.
    Assignment? Find(OptionName name, IReadOnlyList<OptionName> former) =>
        _layers.Find([name, .. former]) ?? (_backends.Contains(name.Section) ? _layers.Find(name with { Section = IniFile.Default }) : null);

    string Expanded(string value, OptionName inside, Place? place) => Substitution.Expand(value, reference =>
    {
        if (Reference(reference, inside.Section) is { } found) return found;
        _findings.Add(new Finding(Severity.Error, place, inside, Shown(inside, value),
            $"refers to ${reference}, which is no option", "correct the name, or write $$ for a dollar sign"));
        return "";
    });

    /// The value a reference means, "" for an option without one; null when there is no such option.
    string? Reference(string reference, string section)
    {
        var dot = reference.IndexOf('.', StringComparison.Ordinal);
        OptionName[] candidates = dot > 0
            ? [new(reference[..dot], reference[(dot + 1)..])]
            : [new(section, reference), new(IniFile.Default, reference)];
        foreach (var name in candidates)
        {
            if (_known.ContainsKey(name)) return Value(name) ?? "";
            if (_layers.Find(name) is { } written) return Plain(written);
        }
        return null;
    }

    /// An option this release does not know can still be referred to; its own references are followed once.
    string Plain(Assignment written)
    {
        if (!_resolving.Add(written.Option)) return "";
        try
        {
            return Expanded(written.Value, written.Option, written.Place);
        }
        finally
        {
            _resolving.Remove(written.Option);
        }
    }

    string? Shown(OptionName name, string? value) =>
        value is null ? null : _known.TryGetValue(name, out var option) && option.Spec.Secret ? Finding.Masked : value;
}

/// <summary>The options of one section, by type.</summary>
readonly struct SectionReader(OptionReader reader, string section)
{
    public OptionName Name(string key) => new(section, key);

    /// <summary>A text that has a value or a default.</summary>
    public string Text(string key) => TextOrNull(key) ?? "";

    /// <summary>A text; null when absent or empty.</summary>
    public string? TextOrNull(string key) => reader.Value(Name(key)) is { Length: > 0 } value ? value : null;

    public int Integer(string key) => int.Parse(reader.Value(Name(key)) ?? "0", NumberStyles.Integer, CultureInfo.InvariantCulture);

    public double Number(string key) => double.Parse(reader.Value(Name(key)) ?? "0", NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>A length of time written in seconds.</summary>
    public TimeSpan Seconds(string key) => TimeSpan.FromSeconds(Number(key));

    public bool Flag(string key) => Conversion.Flag(reader.Value(Name(key)) ?? "") ?? false;

    public IReadOnlyList<string> List(string key) => Conversion.List(reader.Value(Name(key)) ?? "");

    public IReadOnlyDictionary<string, string> Map(string key) =>
        Conversion.Map(reader.Value(Name(key)) ?? "") ?? new Dictionary<string, string>();

    public IPAddress Address(string key) => IPAddress.Parse((reader.Value(Name(key)) ?? "127.0.0.1").Trim());

    public int Port(string key) => int.Parse(reader.Value(Name(key)) ?? "0", NumberStyles.Integer, CultureInfo.InvariantCulture);
}
