namespace Abaca.DriverSdk;

/// <summary>How the service finds a driver: by the value of <c>share_driver</c>.</summary>
public interface IDriverFactory
{
    /// <summary>Values of <c>share_driver</c> that mean this driver, Manila's class paths among them.</summary>
    IReadOnlyList<string> DriverNames { get; }

    /// <summary>Manila's class paths that an operator may expect here and this driver does not do, each with the reason.</summary>
    IReadOnlyDictionary<string, string> RefusedNames => new Dictionary<string, string>();

    /// <summary>Every option the driver reads from its section.</summary>
    IReadOnlyList<OptionSpec> Options { get; }

    /// <summary>Makes the driver; touches nothing yet (see <see cref="IShareDriver.Start"/>).</summary>
    /// <exception cref="OptionException">A value is of the right type but makes no sense here.</exception>
    IShareDriver Create(BackendSettings settings);

    /// <summary>
    /// Everything about these settings that <see cref="Create"/> refuses, found by the same code, without making anything and without asking any
    /// other machine: what <c>abaca config check</c> says and what a start goes by.
    /// </summary>
    IReadOnlyList<OptionException> Problems(BackendSettings settings);

    /// <summary>What the driver can check from outside about a backend with these settings, also beside a service that runs it.</summary>
    /// <exception cref="OptionException">A value makes no sense.</exception>
    IReadOnlyList<IBackendCheck> Checks(BackendSettings settings) => [];
}

/// <summary>Types of options, as oslo.config has them.</summary>
public enum OptionKind
{
    /// <summary>Any text.</summary>
    Text,
    /// <summary>A text that holds no blank, such as a name or a host: a comment behind it is no part of it.</summary>
    Word,
    /// <summary>A whole number.</summary>
    Integer,
    /// <summary>A number with fractions.</summary>
    Number,
    /// <summary>true, false, yes, no, on, off, 1, 0.</summary>
    Flag,
    /// <summary>Comma-separated texts.</summary>
    List,
    /// <summary>Comma-separated <c>key:value</c> pairs.</summary>
    Map,
    /// <summary>An IPv4 or IPv6 address.</summary>
    Address,
    /// <summary>0 to 65535.</summary>
    Port,
}

/// <summary>One configuration option.</summary>
/// <param name="Name">Name in the file.</param>
/// <param name="Kind">Type, checked before the driver is made.</param>
/// <param name="Help">One sentence for the generated sample.</param>
/// <param name="Default">Default in the file's spelling, or null for none.</param>
/// <param name="Required">Without a value the service does not start.</param>
/// <param name="Secret">Never shown.</param>
public sealed record OptionSpec(
    string Name, OptionKind Kind, string Help, string? Default = null, bool Required = false, bool Secret = false);

/// <summary>A backend's section, checked against the driver's options, with what every driver may use.</summary>
/// <param name="Section">Name of the section, as in <c>enabled_share_backends</c>.</param>
/// <param name="StateDirectory">Where this backend may keep files; exists and belongs to the service alone.</param>
/// <param name="Values">Values in the file's spelling, defaults filled in; absent means no value and no default.</param>
/// <param name="Commands">Runs programs on this machine.</param>
/// <param name="Clock">The time.</param>
/// <param name="Log">Takes one-line messages for the operator.</param>
public sealed record BackendSettings(
    string Section,
    string StateDirectory,
    IReadOnlyDictionary<string, string> Values,
    ICommandRunner Commands,
    TimeProvider Clock,
    IDriverLog Log)
{
    /// <summary>Id of the Abaca database behind the service, made once with it: the first part of every <see cref="OwnershipMark"/>.</summary>
    public string Deployment { get; init; } = "none";

    /// <summary>
    /// For looks from outside, which change nothing: where they may write what they need for their moment (it is removed after them, and may
    /// not be there yet). Null while the backend runs: then the state directory is its place.
    /// </summary>
    public string? Scratch { get; init; }

    /// <summary>
    /// Whether this process may change anything on the storage at this moment: asked before every call that no <see cref="Commands"/> makes. One that was
    /// stopped for so long that another may have taken its place may not.
    /// </summary>
    public Func<bool> MayAct { get; init; } = static () => true;

    /// <summary>Writes this backend's marks.</summary>
    public MarkAuthor Marks => new(Deployment, Section);

    /// <summary>A text, or null when there is none.</summary>
    public string? Text(string option) => Values.TryGetValue(option, out var value) && value.Length > 0 ? value : null;

    /// <summary>A whole number that has a default or is required.</summary>
    public int Integer(string option) => int.Parse(Values[option], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A number that has a default or is required.</summary>
    public double Number(string option) => double.Parse(Values[option], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A flag; absent is false.</summary>
    public bool Flag(string option) => Text(option)?.ToLowerInvariant() is "true" or "yes" or "on" or "1";

    /// <summary>A comma-separated list without blanks around its items; absent is empty.</summary>
    public IReadOnlyList<string> List(string option) =>
        Text(option)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}

/// <summary>A driver's voice in the service's log.</summary>
public interface IDriverLog
{
    /// <summary>Something an operator may want to know.</summary>
    void Say(string message);

    /// <summary>Something an operator should look at.</summary>
    void Warn(string message);
}

/// <summary>An option's value makes no sense; reported with section, key, value and remedy before the service starts.</summary>
public sealed class OptionException(string option, string problem) : Exception($"{option}: {problem}")
{
    /// <summary>Name of the option.</summary>
    public string Option { get; } = option;

    /// <summary>What is wrong and what to do.</summary>
    public string Problem { get; } = problem;
}
