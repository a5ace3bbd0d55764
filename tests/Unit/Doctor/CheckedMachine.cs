using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Abaca.DriverSdk;
using Abaca.Server.Configuration;
using Abaca.Server.Data;
using Abaca.Server.Data.Migrations;
using Abaca.Server.Data.Sqlite;
using Abaca.Server.Doctor;
using Abaca.Server.Hosting;
using Abaca.Server.Microversions;
using Xunit;

namespace Abaca.Tests.Unit.Doctor;

/// <summary>A node in a temporary directory: a configuration file, maybe a database, and a service that answers as the test says.</summary>
sealed class CheckedMachine : IAsyncDisposable
{
    public static readonly string Versions = $$"""{"versions": [{"id": "v2.0", "status": "CURRENT", "version": "{{ApiVersion.NewestText}}", "min_version": "2.0"}]}""";

    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    readonly List<string> _lines = [];
    readonly List<string> _sections = [];

    public CheckedMachine() => Directory = System.IO.Directory.CreateTempSubdirectory("abaca-ward-").FullName;

    public string Directory { get; }

    public string State => Path.Combine(Directory, "state");

    public string Database => Path.Combine(State, "abaca.sqlite");

    public TimeProvider Clock { get; } = new Standing();

    /// <summary>What the service answers; null: nothing listens.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage>? Answer { get; set; }

    public CheckedDriver Driver { get; } = new();

    public CheckedMachine Option(string line)
    {
        _lines.Add(line);
        return this;
    }

    public CheckedMachine Section(string line)
    {
        _sections.Add(line);
        return this;
    }

    public CheckedMachine Running(TimeSpan ahead = default, int health = 200)
    {
        Answer = request =>
        {
            var isHealth = request.RequestUri!.AbsolutePath == "/healthcheck";
            var response = new HttpResponseMessage(isHealth ? (HttpStatusCode)health : HttpStatusCode.MultipleChoices)
            {
                Content = new StringContent(isHealth ? "OK" : Versions, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
            };
            response.Headers.Date = Now + ahead;
            return response;
        };
        return this;
    }

    /// <summary>Makes the database with the tables of this binary, and writes rows.</summary>
    public async Task<CheckedMachine> Rows(params string[] statements)
    {
        await using var db = SqliteDb.Open(Database);
        await new Migrator(db, Clock).Migrate();
        await db.Transaction(async tx =>
        {
            foreach (var statement in statements) await tx.Execute(Sql.Raw(statement));
        });
        return this;
    }

    public async Task<HealthReport> Examine(params ICheck[] only)
    {
        await using var context = HealthCheckContext();
        return await (only.Length > 0 ? new HealthCheckRun(only) : HealthCheckRun.For(context)).Examine(context, TestContext.Current.CancellationToken);
    }

    public HealthCheckContext HealthCheckContext()
    {
        var file = Path.Combine(Directory, "manila.conf");
        File.WriteAllLines(file,
        [
            "[DEFAULT]", $"state_path = {State}", "host = node1", "osapi_share_listen_port = 18999", "enabled_share_backends = ward", .. _lines,
            "[ward]", "share_driver = ward", "driver_handles_share_servers = false", .. _sections,
        ]);
        var loaded = StartChecks.Of(new ConfigurationSource(new ThisMachine(), [Driver]).Load([file], []), []);
        return new HealthCheckContext(loaded, [], new LocalCommandRunner(TimeProvider.System), Clock, new HttpClient(new Scripted(this)));
    }

    public ValueTask DisposeAsync()
    {
        System.IO.Directory.Delete(Directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>It is always the same moment, but timers run.</summary>
    sealed class Standing : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }

    sealed class Scripted(CheckedMachine ward) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => ward.Answer is { } answer
            ? Task.FromResult(answer(request))
            : throw new HttpRequestException("refused", new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.ConnectionRefused));
    }
}

/// <summary>A driver that is only asked for its checks.</summary>
sealed class CheckedDriver : IDriverFactory
{
    public IReadOnlyList<string> DriverNames => ["ward"];

    public IReadOnlyList<OptionSpec> Options { get; } = [new("ward_beds", OptionKind.Integer, "Beds.", "1")];

    public Func<BackendSettings, IReadOnlyList<IBackendCheck>> Brings { get; set; } = _ => [];

    public IReadOnlyList<OptionException> Problems(BackendSettings settings) => [];

    public IShareDriver Create(BackendSettings settings) => throw new InvalidOperationException("HealthReport makes no driver.");

    public IReadOnlyList<IBackendCheck> Checks(BackendSettings settings) => Brings(settings);
}

/// <summary>A check that does as the test says.</summary>
sealed class MadeUpCheck(string name, Func<ExpectedShares?, IReadOnlyList<HealthFinding>> look) : IBackendCheck
{
    public string Name => name;

    public Task<IReadOnlyList<HealthFinding>> Look(ExpectedShares? shares, CancellationToken ct = default) => Task.FromResult(look(shares));
}
