using Abaca.Server.Operations;
using Xunit;

namespace Abaca.Tests.Server.Operations;

/// <summary>Workers in a hurry over a database of their own, ended with the test.</summary>
public abstract class WorkerTests : IAsyncLifetime
{
    private protected static readonly OperationsOptions Hasty = new()
    {
        Scan = TimeSpan.FromMilliseconds(200),
        Steps = new BackOff(TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(10)),
        AttemptsUntilStuck = 4,
        Grace = TimeSpan.FromSeconds(5),
    };

    private protected OperationDatabase database = null!;

    private protected readonly List<Engine> engines = [];

    public async ValueTask InitializeAsync() => database = await OperationDatabase.Open();

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in engines) await engine.DisposeAsync();
        await database.DisposeAsync();
    }

    private protected async Task<Engine> Running(Flow<Script>? flow, params string[] lanes)
    {
        var engine = new Engine(database.Db, "test/" + engines.Count, options: Hasty);
        engines.Add(engine);
        if (flow is not null) engine.Flows.Add(flow);
        return await engine.Start(lanes);
    }

    private protected Task<string> Start(Engine engine, string key = "k", string lane = "a") => database.Db.Transaction(
        tx => engine.Operations.Start(tx, new Script(key), new OperationSubject("SHARE", key, "p", "req-1", key), lane));
}
