namespace Abaca.Server.Configuration;

/// <summary>One backend's section: what every backend has, and the values of its driver.</summary>
public sealed record BackendOptions
{
    /// <summary>Section, as written in <c>enabled_share_backends</c>.</summary>
    public required string Section { get; init; }

    /// <summary>The driver that <c>share_driver</c> means.</summary>
    public required IDriverFactory Driver { get; init; }

    /// <summary><c>share_backend_name</c>; the section's name when not given.</summary>
    public required string BackendName { get; init; }

    /// <summary><c>driver_handles_share_servers</c>.</summary>
    public required bool HandlesShareServers { get; init; }

    /// <summary><c>backend_availability_zone</c>; the node's zone when not given.</summary>
    public required string AvailabilityZone { get; init; }

    /// <summary><c>replication_domain</c>, or null.</summary>
    public required string? ReplicationDomain { get; init; }

    /// <summary><c>reserved_share_percentage</c>: percent of the total kept from new shares.</summary>
    public required int ReservedPercent { get; init; }

    /// <summary><c>reserved_share_from_snapshot_percentage</c>; 0 means as for new shares.</summary>
    public required int ReservedFromSnapshotPercent { get; init; }

    /// <summary><c>reserved_share_extend_percentage</c>; 0 means as for new shares.</summary>
    public required int ReservedExtendPercent { get; init; }

    /// <summary><c>max_over_subscription_ratio</c>: how many times its total a thin pool may promise.</summary>
    public required double MaxOverSubscriptionRatio { get; init; }

    /// <summary><c>filter_function</c>, or null.</summary>
    public required string? FilterFunction { get; init; }

    /// <summary><c>goodness_function</c>, or null.</summary>
    public required string? GoodnessFunction { get; init; }

    /// <summary>Values for <see cref="BackendSettings.Values"/>: the common ones and the driver's, checked, with defaults. May hold secrets.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }

    /// <summary>Where each value was written, for findings that only the driver can make.</summary>
    internal IReadOnlyDictionary<string, Place> Places { get; init; } = new Dictionary<string, Place>();

    /// <summary>The section as its driver gets it, whoever asks: a check, a start or a diagnosis.</summary>
    /// <param name="statePath"><c>state_path</c>.</param>
    /// <param name="commands">Runs programs on this machine.</param>
    /// <param name="clock">The time.</param>
    /// <param name="log">Takes what the driver says.</param>
    public BackendSettings Settings(string statePath, ICommandRunner commands, TimeProvider clock, IDriverLog log) =>
        new(Section, Path.Combine(statePath, "backends", Section), Values, commands, clock, log);

    /// <summary>
    /// Everything that is wrong with the section in its driver's eyes: what making the driver would refuse, found by the driver's own code. A driver
    /// that breaks on it is reported in its words, too.
    /// </summary>
    public IReadOnlyList<Finding> Problems(BackendSettings settings)
    {
        try
        {
            return [.. Driver.Problems(settings).Select(Refused)];
        }
        catch (Exception bug) when (bug is not OutOfMemoryException)
        {
            return [new Finding(Severity.Error, Places.GetValueOrDefault("share_driver"), new OptionName(Section, "share_driver"), Driver.DriverNames[0],
                $"breaks on the options of this section ({bug.Message})", "compare them with abaca config sample; this is also a fault of Abaca's")];
        }
    }

    /// <summary>A driver's complaint about a value as a finding like every other.</summary>
    public Finding Refused(OptionException complaint)
    {
        var secret = Driver.Options.Any(option => option.Name == complaint.Option && option.Secret);
        // What nobody wrote is missing where the driver was chosen.
        var place = Places.GetValueOrDefault(complaint.Option) ?? Places.GetValueOrDefault("share_driver");
        return new Finding(Severity.Error, place, new OptionName(Section, complaint.Option),
            secret ? Finding.Masked : Values.GetValueOrDefault(complaint.Option), complaint.Problem, "");
    }

    /// <summary>Section and driver; no values, since some are secret.</summary>
    public override string ToString() => $"{nameof(BackendOptions)} {{ Section = {Section}, Driver = {Driver.DriverNames[0]} }}";

    /// <summary>The options that every backend has, in a section.</summary>
    internal static IReadOnlyList<KnownOption> Common(string name)
    {
        var section = new OptionSection(name);
        return
        [
            Required(section.Word("share_driver", null, "The driver: abaca.local and so on, or the class path that Manila uses.")),
            Required(section.Flag("driver_handles_share_servers", false, "Whether the driver makes a server per share network.")),
            section.Word("share_backend_name", name, "Name that share types ask for; several backends may share one."),
            section.Word("backend_availability_zone", null, "Availability zone of this backend.")
                .OtherwiseFromMachine("storage_availability_zone"),
            section.Word("replication_domain", null, "Backends with the same domain may hold replicas of each other's shares."),
            section.Integer("reserved_share_percentage", 0, "Percent of the total kept from new shares.").Between(0, 100),
            section.Integer("reserved_share_from_snapshot_percentage", 0,
                "The same for shares from snapshots; 0 means as for new shares.").Between(0, 100),
            section.Integer("reserved_share_extend_percentage", 0, "The same for extends; 0 means as for new shares.").Between(0, 100),
            section.Number("max_over_subscription_ratio", "20.0", "How many times its total a thin pool may promise.").AtLeast(1),
            section.Text("filter_function", null, "Expression that a request must meet to be placed here."),
            section.Text("goodness_function", null, "Expression from 0 to 100 that ranks this backend."),
        ];
    }

    static KnownOption Required(KnownOption option) => option with { Spec = option.Spec with { Default = null, Required = true } };
}
