namespace Abaca.Server.Doctor;

/// <summary>Runs checks, each with a deadline of its own. One that fails is a finding too and keeps no other from running.</summary>
public sealed class HealthCheckRun(IReadOnlyList<ICheck> checks)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Every check of the service itself, and those that the configured backends' drivers bring.</summary>
    public static HealthCheckRun For(HealthCheckContext context) => new(
    [
        new ConfigurationCheck(), new StateDirectoryCheck(), new CredentialsCheck(), new DatabaseCheck(), new MigrationsCheck(), new DiskSpaceCheck(),
        new CertificateCheck(), new PortCheck(), new ServiceCheck(), new ClockCheck(), new KeystoneCheck(), new WorkersCheck(), new OperationsCheck(), new NotificationsCheck(), new SharesCheck(), new AccessRulesCheck(), new LedgerCheck(),
        .. BackendChecks.Of(context),
    ]);

    /// <summary>Runs them one after the other.</summary>
    public async Task<HealthReport> Examine(HealthCheckContext context, CancellationToken ct)
    {
        var all = new List<CheckedFinding>();
        foreach (var check in checks) all.AddRange((await Look(check, context, ct)).Select(finding => new CheckedFinding(check.Name, finding)));
        return new HealthReport(all);
    }

    static async Task<IReadOnlyList<HealthFinding>> Look(ICheck check, HealthCheckContext context, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(Patience, context.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            return await check.Look(context, either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return [Unfinished(check, string.Create(CultureInfo.InvariantCulture, $"it took more than {Patience.TotalSeconds} s"))];
        }
        catch (Exception trouble) when (trouble is not OperationCanceledException)
        {
            return [Unfinished(check, trouble.Message)];
        }
    }

    static HealthFinding Unfinished(ICheck check, string why) => HealthFinding.Problem(
        check.Name, $"This could not be looked at: {why}", "Run doctor as the user that runs the service, root for most; if this stays, it is a fault of Abaca's.");
}
