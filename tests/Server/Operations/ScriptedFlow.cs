using System.Text.Json.Serialization;
using Abaca.DriverSdk;
using Abaca.Server.Data;
using Abaca.Server.Operations;

namespace Abaca.Tests.Server.Operations;

/// <summary>The state of flows whose steps the tests write: a note of what was done.</summary>
public sealed record Script(string Name, string Notes = "") : IFlowState<Script>
{
    public static FlowKind<Script> Kind { get; } = new("test.script", 1, TimeSpan.FromMinutes(10), ScriptJson.Default.Script);

    public Script With(string note) => this with { Notes = Notes + note };
}

[JsonSerializable(typeof(Script))]
public sealed partial class ScriptJson : JsonSerializerContext;

/// <summary>A flow whose steps and settle are given by the test.</summary>
sealed class ScriptedFlow(Func<Tx, Settlement<Script>, Task>? settle, params Step<Script>[] steps) : Flow<Script>
{
    public override IReadOnlyList<Step<Script>> Steps => steps;

    public List<(string Notes, Refusal? Refused)> Settled { get; } = [];

    public override async Task Settle(Tx tx, Settlement<Script> end, CancellationToken ct)
    {
        if (settle is not null) await settle(tx, end);
        tx.AfterCommit(() => { lock (Settled) Settled.Add((end.State.Notes, end.Refused)); });
    }

    public static Step<Script> Act(string name, Func<Script, Next<Script>> act, Func<Script, DriverResult>? undo = null) =>
        new Step<Script>.Act(name, (s, _) => Task.FromResult(act(s)), undo is null ? null : (s, _) => Task.FromResult(undo(s)));

    public static Step<Script> ActAsync(string name, Func<Script, CancellationToken, Task<Next<Script>>> act) => new Step<Script>.Act(name, act);

    public static Step<Script> Decide(string name, Func<Script, Next<Script>> decide) =>
        new Step<Script>.Decide(name, (_, s, _) => Task.FromResult(decide(s)));

    public static Next<Script> Go(Script state, string? lane = null) => new Next<Script>.Continue(state, lane);

    public static Refusal No(string why) => new(MessageDetail.NoValidHost, why);
}
