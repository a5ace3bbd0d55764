using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using Abaca.DriverSdk;
using Abaca.Server.Data;
using Abaca.Server.Operations;
using Xunit;

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

    public ConcurrentQueue<(string Notes, Refusal? Refused)> Settled { get; } = new();

    /// <summary>The one settle there was. The operation's end can be read a moment before it is known here that it was committed.</summary>
    public async Task<(string Notes, Refusal? Refused)> OnlySettle()
    {
        await Eventually.True(() => !Settled.IsEmpty, "it was not settled");
        return Assert.Single(Settled);
    }

    public override async Task Settle(Tx tx, Settlement<Script> end, CancellationToken ct)
    {
        if (settle is not null) await settle(tx, end);
        tx.AfterCommit(() => Settled.Enqueue((end.State.Notes, end.Refused)));
    }

    public static Step<Script> Act(string name, Func<Script, StepEnd<Script>> act, Func<Script, DriverResult>? undo = null) =>
        new Step<Script>.Act(name, (s, _) => Task.FromResult(act(s)), undo is null ? null : (s, _) => Task.FromResult(undo(s)));

    public static Step<Script> ActAsync(string name, Func<Script, CancellationToken, Task<StepEnd<Script>>> act) => new Step<Script>.Act(name, act);

    public static Step<Script> Decide(string name, Func<Script, StepEnd<Script>> decide) =>
        new Step<Script>.Decide(name, (_, s, _) => Task.FromResult(decide(s)));

    public static StepEnd<Script> Go(Script state, string? lane = null) => new StepEnd<Script>.Done(state, lane);

    public static Refusal No(string why) => new(MessageDetail.NoValidHost, why);
}
