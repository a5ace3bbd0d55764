using System.Text.Json.Serialization;
using Abaca.DriverSdk;
using Abaca.Server.Data;
using Abaca.Server.Operations;
using Xunit;

namespace Abaca.Tests.Server.Torture;

/// <summary>The state of the toy flow.</summary>
public sealed record ToyState(string Id, string? Pool = null, string Tried = "") : IFlowState<ToyState>
{
    public static FlowKind<ToyState> Kind { get; } = new("toy.create", 1, TimeSpan.FromHours(2), ToyJson.Default.ToyState);
}

[JsonSerializable(typeof(ToyState))]
public sealed partial class ToyJson : JsonSerializerContext;

/// <summary>The world of the toy flow: volumes in pools, and exports. Pool "full" refuses.</summary>
class ToyWorld
{
    public HashSet<string> Volumes { get; } = [];

    public HashSet<string> Exports { get; } = [];

    public virtual DriverResult Create(string pool, string id)
    {
        if (pool == "full") return new DriverResult.Refused(new Refusal(MessageDetail.NoValidHost, "full"));
        Volumes.Add($"{pool}/{id}");
        return new DriverResult.Done();
    }

    public virtual DriverResult Delete(string pool, string id)
    {
        Volumes.Remove($"{pool}/{id}");
        return new DriverResult.Done();
    }
}

/// <summary>
/// A flow like a share's creation, small enough to be seen through: choose a pool and promise its capacity, make a volume (in another
/// pool when the first is full), export it, settle. Its variants are wrong in one place each.
/// </summary>
class ToyFlow(Life life, ToyWorld world) : Flow<ToyState>
{
    protected Life Life => life;

    protected ToyWorld World => world;

    public override IReadOnlyList<Step<ToyState>> Steps =>
    [
        new Step<ToyState>.Decide("choose a pool", Choose, Release),
        new Step<ToyState>.Act("make the volume", Make, Remove),
        new Step<ToyState>.Act("export it", Export, (s, _) => life.Call<DriverResult>("unexport", () => { world.Exports.Remove(s.Id); return new DriverResult.Done(); })),
    ];

    public override async Task Settle(Tx tx, Settlement<ToyState> end, CancellationToken ct)
    {
        await tx.Execute($"UPDATE toys SET status = {(end.Refused is null ? "available" : "error")} WHERE id = {end.State.Id} AND status = 'creating'", ct);
        if (end.Refused is not null) await tx.Execute($"UPDATE toy_quota SET used = used - 1 WHERE id = {end.State.Id}", ct);
    }

    async Task<StepEnd<ToyState>> Choose(Tx tx, ToyState s, CancellationToken ct)
    {
        var pool = s.Tried.Contains("full", StringComparison.Ordinal) ? "roomy" : "full";
        await tx.Execute($"INSERT INTO toy_promises (id, pool) VALUES ({s.Id}, {pool})", ct);
        return new StepEnd<ToyState>.Done(s with { Pool = pool }, "host");
    }

    async Task Release(Tx tx, ToyState s, CancellationToken ct) => await tx.Execute($"DELETE FROM toy_promises WHERE id = {s.Id}", ct);

    protected virtual async Task<StepEnd<ToyState>> Make(ToyState s, CancellationToken ct) =>
        await life.Call("create", () => world.Create(s.Pool!, s.Id)) switch
        {
            DriverResult.Done => new StepEnd<ToyState>.Done(s),
            DriverResult.Refused no => new StepEnd<ToyState>.Back("choose a pool", s with { Pool = null, Tried = s.Tried + s.Pool }, no.Why.Text, "chooser"),
            _ => new StepEnd<ToyState>.Unclear("unclear"),
        };

    protected virtual async Task<DriverResult> Remove(ToyState s, CancellationToken ct) =>
        s.Pool is null ? new DriverResult.Done() : await life.Call("delete", () => world.Delete(s.Pool, s.Id));

    async Task<StepEnd<ToyState>> Export(ToyState s, CancellationToken ct)
    {
        await life.Call("export", () => world.Exports.Add(s.Id));
        return new StepEnd<ToyState>.Done(s);
    }
}

/// <summary>The toy flow under torture, right or wrong.</summary>
sealed class ToyCase(Effort effort, Func<Life, ToyWorld, Db, Flow<ToyState>>? flow = null, Func<ToyWorld>? world = null) : TortureCase
{
    int made;

    public override string Flow => ToyState.Kind.Name;

    internal override Effort Effort => effort;

    public override Task Prepare(Db db) => db.Transaction(async tx =>
    {
        await tx.Execute($"CREATE TABLE toys (id VARCHAR(255) PRIMARY KEY, status TEXT NOT NULL)");
        await tx.Execute($"CREATE TABLE toy_promises (id VARCHAR(255) PRIMARY KEY, pool TEXT NOT NULL)");
        await tx.Execute($"CREATE TABLE toy_quota (id VARCHAR(255) PRIMARY KEY, used INTEGER NOT NULL)");
    });

    public override Task<TortureSubject> Make(Db db, TimeProvider clock) => Task.FromResult<TortureSubject>(
        new ToyShare($"toy{++made}", db, world?.Invoke() ?? new ToyWorld(), flow ?? ((life, w, _) => new ToyFlow(life, w))));
}

/// <summary>One toy share.</summary>
sealed class ToyShare(string id, Db db, ToyWorld world, Func<Life, ToyWorld, Db, Flow<ToyState>> flow) : TortureSubject
{
    public override IReadOnlyList<string> Lanes => ["chooser", "host"];

    public override FlowRegistry Flows(Life life)
    {
        var flows = new FlowRegistry();
        flows.Add(flow(life, world, db));
        return flows;
    }

    public override async Task<string> Begin(Tx tx, OperationQueue operations)
    {
        await tx.Execute($"INSERT INTO toys (id, status) VALUES ({id}, 'creating')");
        await tx.Execute($"INSERT INTO toy_quota (id, used) VALUES ({id}, 1)");
        return await operations.Start(tx, new ToyState(id), new OperationSubject("SHARE", id, "p", "req", id), "chooser");
    }

    public override async Task Check(OperationRecord ended)
    {
        var status = await db.First($"SELECT status FROM toys WHERE id = {id}", row => row.Text(0));
        var pool = await db.First($"SELECT pool FROM toy_promises WHERE id = {id}", row => row.Text(0));
        var used = await db.Number($"SELECT used FROM toy_quota WHERE id = {id}");
        var there = ended.State == "done";
        Assert.Equal(there ? "available" : "error", status);
        Assert.Equal(there ? 1 : 0, used);
        Assert.Equal(there ? "roomy" : null, pool);
        Assert.Equal(there ? [$"roomy/{id}"] : [], world.Volumes.Order(StringComparer.Ordinal));
        Assert.Equal(there ? [id] : [], world.Exports.Order(StringComparer.Ordinal));
    }
}
