using System.Text.Json.Serialization;
using Abaca.Server.Data;
using Abaca.Server.Operations;
using Xunit;

namespace Abaca.Tests.Unit.Operations;

public sealed record Nothing : IFlowState<Nothing>
{
    public static FlowKind<Nothing> Kind { get; } = new("nothing", 3, TimeSpan.FromHours(1), NothingJson.Default.Nothing);
}

[JsonSerializable(typeof(Nothing))]
public sealed partial class NothingJson : JsonSerializerContext;

public sealed class FlowRegistryTests
{
    readonly FlowRegistry flows = new();

    [Fact]
    public void It_lists_name_version_and_steps()
    {
        flows.Add(new StepsOnly("a", "b"));
        var (name, version, steps) = Assert.Single(flows.All);
        Assert.Equal(("nothing", 3), (name, version));
        Assert.Equal(["a", "b"], steps);
    }

    [Fact]
    public void It_refuses_a_flow_twice() => Assert.Throws<ArgumentException>(() =>
    {
        flows.Add(new StepsOnly("a"));
        flows.Add(new StepsOnly("b"));
    });

    [Fact]
    public void It_refuses_a_flow_without_steps() => Assert.Throws<ArgumentException>(() => flows.Add(new StepsOnly()));

    [Fact]
    public void It_refuses_two_steps_of_one_name() => Assert.Throws<ArgumentException>(() => flows.Add(new StepsOnly("a", "a")));

    [Fact]
    public async Task Going_back_to_a_later_or_unknown_step_throws()
    {
        flows.Add(new StepsOnly(s => new StepEnd<Nothing>.Back("b", s, "why"), "a", "b"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => flows.Find("nothing", 3)!.Steps[0].Act!(new Nothing(), TestContext.Current.CancellationToken));
        Assert.Equal(1, Assert.IsType<Outcome.Back>(await flows.Find("nothing", 3)!.Steps[1].Act!(new Nothing(), TestContext.Current.CancellationToken)).ToStep);
    }

    sealed class StepsOnly(Func<Nothing, StepEnd<Nothing>> act, params string[] names) : Flow<Nothing>
    {
        public StepsOnly(params string[] names) : this(s => new StepEnd<Nothing>.Done(s), names)
        {
        }

        public override IReadOnlyList<Step<Nothing>> Steps =>
            [.. names.Select(name => new Step<Nothing>.Act(name, (s, _) => Task.FromResult(act(s))))];

        public override Task Settle(Tx tx, Settlement<Nothing> end, CancellationToken ct) => Task.CompletedTask;
    }
}
