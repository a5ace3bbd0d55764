using System.Collections.Concurrent;
using Abaca.Server.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Abaca.Tests.Server.Operations;

public sealed class ReconcilerTests : IAsyncLifetime
{
    OperationDatabase database = null!;

    public async ValueTask InitializeAsync() => database = await OperationDatabase.Open();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    Engine With(Reconciler reconciler, string process = "test/1", ILoggerProvider? log = null) => new(database.Db, process, options: new OperationsOptions
    {
        Scan = TimeSpan.FromMilliseconds(200),
        Reconciling = new BackOff(TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(10)),
    }, more: services => services.AddSingleton(reconciler).AddLogging(logs => { if (log is not null) logs.AddProvider(log); }));

    Task Mark(Engine engine, string resource = "s1") => database.Db.Transaction(tx => engine.Reconciliations.Mark(tx, "access", new ReconciledResource(resource, "p"), "host"));

    Task<long> Left() => database.Db.Number($"SELECT COUNT(*) FROM reconciliations").AsTask();

    [Fact]
    public async Task A_mark_is_worked_off_once()
    {
        var calls = new List<string>();
        await using var engine = await With(new Scripted((id, _) => { lock (calls) calls.Add(id); return Task.FromResult<ReconcileResult>(new ReconcileResult.Done()); })).Start("host");
        await Mark(engine);
        await Eventually.True(async () => await Left() == 0, () => "the mark is still there");
        Assert.Equal(["s1"], calls);
    }

    [Fact]
    public async Task A_mark_that_rolls_back_is_not_worked_off()
    {
        await using var engine = await With(new Scripted((_, _) => throw new InvalidOperationException())).Start("host");
        await Assert.ThrowsAsync<InvalidOperationException>(() => database.Db.Transaction(async tx =>
        {
            await engine.Reconciliations.Mark(tx, "access", new ReconciledResource("s1", "p"), "host");
            throw new InvalidOperationException();
        }));
        Assert.Equal(0, await Left());
    }

    [Fact]
    public async Task A_mark_while_it_is_worked_on_is_worked_off_once_more()
    {
        var (calls, entered, release) = (0, new TaskCompletionSource(), new TaskCompletionSource());
        await using var engine = await With(new Scripted(async (_, _) =>
        {
            Interlocked.Increment(ref calls);
            entered.TrySetResult();
            await release.Task;
            return new ReconcileResult.Done();
        })).Start("host");
        await Mark(engine);
        await entered.Task;
        await Mark(engine);
        await Mark(engine);
        release.SetResult();
        await Eventually.True(async () => await Left() == 0, () => "a mark is still there");
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task Failures_and_exceptions_are_tried_again_until_it_works()
    {
        var calls = 0;
        await using var engine = await With(new Scripted((_, _) => Task.FromResult<ReconcileResult>(Interlocked.Increment(ref calls) switch
        {
            1 => new ReconcileResult.Unclear("busy"),
            2 => throw new TimeoutException("no answer"),
            3 => new ReconcileResult.Unclear("soon", TimeSpan.FromMilliseconds(1)),
            _ => new ReconcileResult.Done(),
        }))).Start("host");
        await Mark(engine);
        await Eventually.True(async () => await Left() == 0, () => "the mark is still there");
        Assert.Equal(4, calls);
    }

    [Fact]
    public async Task What_a_dead_process_worked_on_is_worked_off_by_its_heir()
    {
        await using (var first = With(new Scripted((_, _) => Task.FromResult<ReconcileResult>(new ReconcileResult.Done())), "dead/1"))
        {
            await Mark(first);
            await database.Db.Transaction(tx => tx.Execute($"UPDATE reconciliations SET lease_owner = 'dead/1', fence = 1, due_at = {DateTimeOffset.UtcNow.AddHours(1)}"));
        }
        await using var heir = With(new Scripted((_, _) => Task.FromResult<ReconcileResult>(new ReconcileResult.Done())), "test/2");
        heir.Dead.Add("dead/1");
        await heir.Start("host");
        await Eventually.True(async () => await Left() == 0, () => "the mark is still there");
    }

    [Fact]
    public async Task A_forgotten_resource_leaves_no_mark()
    {
        await using var engine = With(new Scripted((_, _) => Task.FromResult<ReconcileResult>(new ReconcileResult.Done())));
        await Mark(engine);
        await database.Db.Transaction(tx => engine.Reconciliations.Forget(tx, "access", "s1"));
        Assert.Equal(0, await Left());
    }

    [Theory]
    [InlineData("req-1", "request req-1")]
    [InlineData("req-1 req-2", "for several requests: req-1, req-2")]
    [InlineData("", null)]
    public async Task What_a_pass_says_is_found_by_the_request_that_it_is_for(string requests, string? said)
    {
        using var log = new SaidAndScopes();
        var reconciler = new Scripted((_, _) => Task.FromResult<ReconcileResult>(new ReconcileResult.Done())) { Requests = requests.Split(' ', StringSplitOptions.RemoveEmptyEntries) };
        await using var engine = await With(reconciler, log: log).Start("host");
        await Mark(engine);
        await Eventually.True(async () => await Left() == 0, () => "the mark is still there");

        Assert.Contains(log.All, line => line.StartsWith("reconciliation ", StringComparison.Ordinal) && line.Contains(" request req-", StringComparison.Ordinal));
        if (said is null) Assert.DoesNotContain(log.All, line => line.Contains("req-1", StringComparison.Ordinal));
        else Assert.Single(log.All, line => line.EndsWith(said, StringComparison.Ordinal));
    }

    /// <summary>Everything that was logged, and every scope that was opened.</summary>
    sealed class SaidAndScopes : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> All { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull
        {
            All.Enqueue(state.ToString()!);
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }

    sealed class Scripted(Func<string, CancellationToken, Task<ReconcileResult>> reconcile) : Reconciler
    {
        public override string Kind => "access";

        public IReadOnlyList<string> Requests { get; init; } = [];

        public override Task<IReadOnlyList<string>> RequestsOf(string resourceId, CancellationToken ct) => Task.FromResult(Requests);

        public override Task<ReconcileResult> Reconcile(string resourceId, CancellationToken ct) => reconcile(resourceId, ct);
    }
}
