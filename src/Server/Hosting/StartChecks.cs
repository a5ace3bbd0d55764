using Abaca.DriverSdk;
using Abaca.Server.Configuration;
using Abaca.Server.Scheduling;
using Abaca.Server.Scheduling.Expressions;

namespace Abaca.Server.Hosting;

/// <summary>What the engines think of the configuration, found before anything starts and told all at once.</summary>
public static class StartChecks
{
    /// <summary>Findings beyond those of reading the files.</summary>
    public static IReadOnlyList<Finding> Of(Loaded loaded) =>
    [
        .. SettingsOf.Scheduler(loaded.Options).Problems(new SchedulingPolicies(new ExpressionCache())).Select(Told),
        .. loaded.Options.Backends.SelectMany(backend => BackendSetup.PoolsOf(backend).Problems().Select(backend.Refused)),
    ];

    static Finding Told(OptionException wrong) => new(
        Severity.Error, null, new OptionName("DEFAULT", wrong.Option), null, wrong.Problem, "correct the option");
}
