using System.Net;
using Abaca.Server.Identity.Keystone;
using Abaca.Server.Scheduling;
using Abaca.Server.Scheduling.Expressions;
using Abaca.Server.Tls;

namespace Abaca.Server.Hosting;

/// <summary>
/// What the engines and the drivers think of the configuration, found before anything starts and told all at once. A check, a start and a
/// diagnosis all ask here, so that they cannot disagree.
/// </summary>
public static class StartChecks
{
    /// <summary>The configuration with all findings; backends that cannot be run are put aside in it.</summary>
    /// <param name="loaded">As read from the files.</param>
    /// <param name="policy">Findings of the policy.</param>
    public static Loaded Of(Loaded loaded, IReadOnlyList<Finding> policy) => loaded.With(
    [
        .. policy,
        .. loaded.Options.Api.Tls is { } tls ? CertificateFiles.Check(tls, TimeProvider.System.GetUtcNow()).Findings : [],
        .. SettingsOf.Scheduler(loaded.Options).Problems(new SchedulingPolicies(new ExpressionCache())).Select(Told),
        .. Listening(loaded.Options.Api),
        .. loaded.Options.Authentication is { Strategy: AuthStrategy.Keystone } identity ? KeystoneConnection.Problems(identity.Keystone) : [],
        .. loaded.Options.Backends.SelectMany(backend => OfBackend(backend, loaded)),
    ]);

    static IEnumerable<Finding> OfBackend(BackendOptions backend, Loaded loaded)
    {
        var clock = TimeProvider.System;
        var settings = backend.Settings(loaded.Options.Node.StatePath, new LocalCommandRunner(clock), clock, new SilentLog());
        // What is missing or mistyped is said already; the driver sees it as missing.
        var said = loaded.Errors.Select(error => error.Option).ToHashSet();
        return backend.Problems(settings).Where(found => !said.Contains(found.Option))
            .Concat(BackendSetup.PoolsOf(backend).Problems().Select(backend.Refused))
            .Concat(Servers(backend));
    }

    static IEnumerable<Finding> Servers(BackendOptions backend)
    {
        if (backend.HandlesShareServers)
            yield return backend.Refused(new OptionException("driver_handles_share_servers", "no driver of this release makes share servers; write false"));
    }

    /// <summary>Tried with a port that the kernel chooses, so that nothing is disturbed that listens already, this service among it.</summary>
    static IEnumerable<Finding> Listening(ApiOptions api)
    {
        if (ListenTrial.Of(new IPEndPoint(api.Listen, 0)) is { } no)
            yield return new Finding(Severity.Error, null, new OptionName("DEFAULT", "osapi_share_listen"), api.Listen.ToString(), $"cannot be listened on ({no.What})", no.Remedy);
    }

    static Finding Told(OptionException wrong) => new(
        Severity.Error, null, new OptionName("DEFAULT", wrong.Option), null, wrong.Problem, "correct the option");
}

/// <summary>What a driver says while its options are looked at is a finding or nothing.</summary>
public sealed class SilentLog : IDriverLog
{
    /// <inheritdoc/>
    public void Say(string message)
    {
        // Findings are the only voice.
    }

    /// <inheritdoc/>
    public void Warn(string message)
    {
        // Findings are the only voice.
    }
}
