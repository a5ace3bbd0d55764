using Abaca.DriverSdk;

namespace Abaca.Tests.Drivers.Conformance;

/// <summary>
/// A fault line for drivers that reach their storage by commands (<see cref="Around"/>) and by other talk such as
/// D-Bus (<see cref="Talk{T}"/>). Every command and every talk is one exchange.
/// </summary>
public sealed class CommandFaults : IFaults
{
    readonly Lock gate = new();
    Fault fault;
    int left;
    bool dead;

    /// <inheritdoc/>
    public bool Fired { get; private set; }

    /// <inheritdoc/>
    public void Arm(Fault how, int at)
    {
        lock (gate) (fault, left, Fired, dead) = (how, at, false, false);
    }

    /// <inheritdoc/>
    public void Mend()
    {
        lock (gate) (left, Fired, dead) = (0, false, false);
    }

    /// <summary>A command runner whose every command is an exchange over this line.</summary>
    public ICommandRunner Around(ICommandRunner runner) => new FaultyRunner(this, runner);

    /// <summary>One exchange that is no command.</summary>
    /// <exception cref="IOException">The connection was lost, as the test wanted.</exception>
    /// <exception cref="ServiceKilledException">The service "died" here.</exception>
    public async Task<T> Talk<T>(Func<Task<T>> exchange)
    {
        var lost = Next();
        if (lost == Fault.RequestLost) throw new IOException("The connection was lost (request, by the test).");
        var answer = await exchange();
        // Talk has no output that could be lost without its answer.
        return lost is Fault.AnswerLost or Fault.OutputLost or Fault.OutputCut ? throw new IOException("The connection was lost (answer, by the test).") : answer;
    }

    /// <summary>What happens to the exchange that begins now; null for nothing.</summary>
    Fault? Next()
    {
        lock (gate)
        {
            if (dead) throw new ServiceKilledException();
            if (left == 0 || --left > 0) return null;
            Fired = true;
            if (fault != Fault.ServiceKilled) return fault;
            dead = true;
            throw new ServiceKilledException();
        }
    }

    sealed class FaultyRunner(CommandFaults line, ICommandRunner runner) : ICommandRunner
    {
        public async Task<CommandResult> Run(Command command, CancellationToken ct = default)
        {
            var lost = line.Next();
            var lostResult = new CommandResult(command, CommandEnd.ConnectionLost, -1, "", "");
            if (lost == Fault.RequestLost) return lostResult;
            var result = await runner.Run(command, ct);
            return lost switch
            {
                Fault.AnswerLost => lostResult,
                Fault.OutputLost when !result.Failed => result with { Output = "" },
                Fault.OutputCut when !result.Failed => result with { Output = result.Output[..(result.Output.Length / 2)] },
                _ => result,
            };
        }
    }
}

/// <summary>Stands for kill -9 of the service: thrown where its code would have stopped.</summary>
public sealed class ServiceKilledException() : OperationCanceledException("The service was killed here (by the test).");
