namespace Abaca.Server.Configuration;

/// <summary>An option this release reads, with everything needed to check and explain it.</summary>
/// <param name="Section">Section it stands in.</param>
/// <param name="Spec">Name, type, default and help.</param>
public sealed record KnownOption(string Section, OptionSpec Spec)
{
    /// <summary>Section and key.</summary>
    public OptionName Name => new(Section, Spec.Name);

    /// <summary>The only values allowed, or empty for any; compared without case.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Smallest number allowed.</summary>
    public double Minimum { get; init; } = double.NegativeInfinity;

    /// <summary>Largest number allowed.</summary>
    public double Maximum { get; init; } = double.PositiveInfinity;

    /// <summary>May be given several times, each time adding a value (oslo.config's MultiStrOpt).</summary>
    public bool Repeated { get; init; }

    /// <summary>Older names that still work.</summary>
    public IReadOnlyList<OptionName> FormerNames { get; init; } = [];

    /// <summary>What the default is when it depends on the machine; for the sample.</summary>
    public string? DefaultInWords { get; init; }

    /// <summary>A copy that also answers to an older name.</summary>
    public KnownOption Was(string section, string key) => this with { FormerNames = [.. FormerNames, new OptionName(section, key)] };

    /// <summary>A copy that takes only these values.</summary>
    public KnownOption OneOf(params string[] choices) => this with { Choices = choices };

    /// <summary>A copy that takes only numbers in this range.</summary>
    public KnownOption Between(double minimum, double maximum) => this with { Minimum = minimum, Maximum = maximum };

    /// <summary>A copy that takes only numbers from here on.</summary>
    public KnownOption AtLeast(double minimum) => this with { Minimum = minimum };

    /// <summary>A copy whose default the machine gives.</summary>
    public KnownOption OtherwiseFromMachine(string words) => this with { DefaultInWords = words };
}

/// <summary>Declares the options of one section, one line each.</summary>
/// <param name="name">Section.</param>
sealed class OptionSection(string name)
{
    public KnownOption Text(string key, string? otherwise, string help) => Option(OptionKind.Text, key, otherwise, help);

    public KnownOption Word(string key, string? otherwise, string help) => Option(OptionKind.Word, key, otherwise, help);

    public KnownOption Secret(string key, string? otherwise, string help) =>
        new(name, new OptionSpec(key, OptionKind.Text, help, otherwise, Secret: true));

    public KnownOption Integer(string key, int otherwise, string help) =>
        Option(OptionKind.Integer, key, otherwise.ToString(System.Globalization.CultureInfo.InvariantCulture), help);

    public KnownOption Number(string key, string otherwise, string help) => Option(OptionKind.Number, key, otherwise, help);

    public KnownOption Flag(string key, bool otherwise, string help) => Option(OptionKind.Flag, key, otherwise ? "true" : "false", help);

    public KnownOption List(string key, string? otherwise, string help) => Option(OptionKind.List, key, otherwise, help);

    public KnownOption Map(string key, string? otherwise, string help) => Option(OptionKind.Map, key, otherwise, help);

    public KnownOption Address(string key, string? otherwise, string help) => Option(OptionKind.Address, key, otherwise, help);

    public KnownOption Port(string key, string otherwise, string help) => Option(OptionKind.Port, key, otherwise, help);

    KnownOption Option(OptionKind kind, string key, string? otherwise, string help) =>
        new(name, new OptionSpec(key, kind, help, otherwise));
}
