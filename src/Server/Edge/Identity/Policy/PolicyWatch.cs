using Microsoft.Extensions.Hosting;

namespace Abaca.Server.Identity.Policy;

/// <summary>
/// Follows the policy's files without a restart, as oslo.policy does. What has changed counts when it stays for two looks: several files
/// are seldom written at one moment. Files with a mistake leave the rules as they are, and it is said once.
/// </summary>
public sealed partial class PolicyWatch(PolicySource source, PolicyOptions options, ManilaPolicy policy, TimeProvider time, ILogger<PolicyWatch> log)
    : BackgroundService
{
    /// <summary>Between two looks at the files.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    PolicyState used = source.Look(options);
    PolicyState? seen;

    /// <summary>Looks once whether the files have changed.</summary>
    public void Follow()
    {
        var now = source.Look(options);
        var settled = seen is not null && now.IsAs(seen);
        seen = now;
        if (!settled || now.IsAs(used)) return;
        used = now;
        var loaded = source.Load(options);
        var errors = loaded.Findings.Where(finding => finding.Severity == Severity.Error).ToList();
        if (errors.Count > 0)
        {
            LogKept(string.Join("; ", errors));
            return;
        }
        policy.Use(loaded.Rules);
        LogReplaced(loaded.Files.Count == 0 ? "none, Manila's defaults" : string.Join(", ", loaded.Files));
        foreach (var warning in loaded.Findings.Where(finding => finding.Severity == Severity.Warning)) LogOdd(warning.ToString());
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) Follow();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The policy has changed and counts from now on; files: {Files}.")]
    partial void LogReplaced(string files);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The policy: {Finding}")]
    partial void LogOdd(string finding);

    [LoggerMessage(Level = LogLevel.Error, Message = "The policy has changed and cannot be used, so that the rules stay as they were: {Problem}")]
    partial void LogKept(string problem);
}
