using System.Collections.Concurrent;
using Abaca.Drivers.CephFs.Nfs;
using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Unit.Drivers;

/// <summary>Who is told beside the holder of a floating address, and when all have to be woken instead.</summary>
public sealed class OtherGaneshasTests
{
    static readonly GaneshaSessions B = new(new GaneshaProcess("b", 77), "192.0.2.12");

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Before_anybody_has_looked_all_have_to_be_woken() => Assert.False(await Others(new Machine("b", 77)).Tell(_ => Task.CompletedTask));

    [Fact]
    public async Task A_Ganesha_that_answers_at_its_address_is_told_and_nobody_has_to_be_woken()
    {
        var others = Others(new Machine("b", 77));
        Assert.True(await others.Found([B], Ct));
        Assert.False(await others.Found([B], Ct)); // not new any more
        var told = new ConcurrentQueue<string>();
        Assert.True(await others.Tell(node => Heard(node, told)));
        Assert.Equal(["192.0.2.12"], told);

        Assert.False(await others.Found([], Ct));
        Assert.True(await others.Tell(node => Heard(node, told)));
        Assert.Single(told); // it is gone, and nobody else is there
    }

    [Fact]
    public async Task One_that_is_silent_is_not_called_at_its_address_and_all_are_woken_meanwhile()
    {
        var others = Others(new Machine("b", 77));
        Assert.True(await others.Found([B], Ct));
        await others.Found([B with { IsSilent = true }], Ct);
        Assert.False(await others.Tell(_ => throw new InvalidOperationException("told")));
        await others.Found([B], Ct);
        Assert.True(await others.Tell(_ => Task.CompletedTask));
    }

    [Fact]
    public async Task Another_process_at_the_address_is_not_the_one_that_Ceph_speaks_of()
    {
        var others = Others(new Machine("b", 78));
        Assert.True(await others.Found([B], Ct));
        Assert.False(await others.Tell(_ => throw new InvalidOperationException("told")));
    }

    [Fact]
    public async Task Without_a_way_to_its_machine_all_have_to_be_woken()
    {
        var others = Others(null);
        await others.Found([B], Ct);
        Assert.False(await others.Tell(_ => Task.CompletedTask));
    }

    [Fact]
    public async Task One_that_fails_to_be_told_is_left_alone_until_the_next_look()
    {
        var others = Others(new Machine("b", 77));
        await others.Found([B], Ct);
        Assert.False(await others.Tell(_ => throw StoppedException.Unclear("no answer")));
        Assert.False(await others.Tell(_ => throw new InvalidOperationException("told")));
        Assert.False(await others.Found([B], Ct));
        Assert.True(await others.Tell(_ => Task.CompletedTask));
    }

    [Fact]
    public async Task When_nobody_can_say_who_there_is_all_have_to_be_woken()
    {
        var others = Others(new Machine("b", 77));
        await others.Found([B], Ct);
        others.Lost();
        Assert.False(await others.Tell(_ => Task.CompletedTask));
    }

    static OtherGaneshas Others(Machine? machine) => new(_ => machine, new Silence());

    static Task Heard(NfsNode node, ConcurrentQueue<string> told)
    {
        told.Enqueue(node.Name);
        return Task.CompletedTask;
    }

    /// <summary>A machine whose Ganesha has that process number.</summary>
    sealed class Machine(string name, int pid) : ICommandRunner
    {
        public Task<CommandResult> Run(Command command, CancellationToken ct = default) => Task.FromResult(new CommandResult(
            command, CommandEnd.Exited, 0, command.Arguments[0] == "uname" ? name + "\n" : $"method return\n   uint32 {pid}\n", ""));
    }
}
