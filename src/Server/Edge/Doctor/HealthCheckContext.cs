using Abaca.Server.Tls;

namespace Abaca.Server.Doctor;

/// <summary>What the checks of one run share: the configuration, the database opened for reading, and the service's answer.</summary>
/// <param name="configuration">As the service would load it.</param>
/// <param name="policy">Findings of the policy file.</param>
/// <param name="commands">Runs programs on this machine.</param>
/// <param name="clock">The time.</param>
/// <param name="http">Asks the service; without proxies and redirects.</param>
public sealed class HealthCheckContext(Loaded configuration, IReadOnlyList<Finding> policy, ICommandRunner commands, TimeProvider clock, HttpClient http) : IAsyncDisposable
{
    readonly Lazy<StoredRows> rows = new(() => StoredRows.Open(configuration.Options.Database.Connection, clock));
    readonly Lazy<Task<ServiceAnswer>> answer = new(() => ServiceAnswer.Ask(ServiceAddress.Of(configuration.Options), http, clock));
    readonly Lazy<CertificateReading?> certificate = new(() => configuration.Options.Api.Tls is { } tls ? CertificateFiles.Check(tls, clock.GetUtcNow()) : null);

    /// <summary>As the service would load it.</summary>
    public Loaded Configuration => configuration;

    /// <summary>The options.</summary>
    public ServiceOptions Options => configuration.Options;

    /// <summary>Findings of the policy file.</summary>
    public IReadOnlyList<Finding> Policy => policy;

    /// <summary>Runs programs on this machine.</summary>
    public ICommandRunner Commands => commands;

    /// <summary>The time.</summary>
    public TimeProvider Clock => clock;

    /// <summary>What the files of section <c>ssl</c> hold; null without TLS.</summary>
    public CertificateReading? Certificate => certificate.Value;

    /// <summary>The database, opened at first use.</summary>
    public StoredRows Rows => rows.Value;

    /// <summary>What the service answers, asked once.</summary>
    public Task<ServiceAnswer> Service => answer.Value;

    /// <summary>A directory of its own for what checks need for a moment (made by who needs it; a short name, since sockets of ssh lie below it): nothing of it stays after the context.</summary>
    public string Scratch { get; } = Path.Combine(Path.GetTempPath(), $"abaca-{Guid.NewGuid().ToString("N")[..12]}");

    /// <summary>Closes the database and removes what was needed for the moment.</summary>
    public async ValueTask DisposeAsync()
    {
        if (rows.IsValueCreated) await rows.Value.DisposeAsync();
        if (Directory.Exists(Scratch)) Directory.Delete(Scratch, recursive: true);
    }
}
