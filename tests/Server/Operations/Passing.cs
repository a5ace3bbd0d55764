using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using Abaca.Server.Data;
using Abaca.Server.Operations;

namespace Abaca.Tests.Server.Operations;

/// <summary>State of a flow that begins in one lane and does its work in lane <c>a</c>.</summary>
public sealed record Passage(string Name) : IFlowState<Passage>
{
    public static FlowKind<Passage> Kind { get; } = new("test.passing", 1, TimeSpan.FromMinutes(10), PassageJson.Default.Passage);
}

[JsonSerializable(typeof(Passage))]
public sealed partial class PassageJson : JsonSerializerContext;

/// <summary>Chooses lane <c>a</c>, as the scheduler does, and works there until the test opens its gate.</summary>
sealed class Passing(ConcurrentDictionary<string, TaskCompletionSource> gates, ConcurrentQueue<string> begun) : Flow<Passage>
{
    public override IReadOnlyList<Step<Passage>> Steps { get; } =
    [
        new Step<Passage>.Decide("choose", (_, s, _) => Task.FromResult<StepEnd<Passage>>(new StepEnd<Passage>.Done(s, "a"))),
        new Step<Passage>.Act("work", async (s, ct) =>
        {
            begun.Enqueue(s.Name);
            await gates.GetOrAdd(s.Name, _ => new()).Task.WaitAsync(ct);
            return new StepEnd<Passage>.Done(s);
        }),
    ];

    public override Task Settle(Tx tx, Settlement<Passage> end, CancellationToken ct) => Task.CompletedTask;
}
