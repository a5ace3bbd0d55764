using Abaca.Server.Data;
using Abaca.Server.Operations;

namespace Abaca.Tests.Server.Torture;

/// <summary>
/// Puts one flow under torture. Every flow of the server needs a case: derive from this with a constructor without parameters, and
/// it runs by itself. A case makes a fresh subject for every run; there are thousands, so making one should be cheap.
/// </summary>
public abstract class TortureCase
{
    /// <summary>Which flow it covers: <c>share.create</c>.</summary>
    public abstract string Flow { get; }

    /// <summary>Which version of it.</summary>
    public virtual int Version { get; init; } = 1;

    /// <summary>How much of the torture it gets.</summary>
    internal virtual Effort Effort => Effort.Whole;

    /// <summary>Tables and rows that all runs share; called once for each database.</summary>
    public virtual Task Prepare(Db db) => Task.CompletedTask;

    /// <summary>A resource and a simulated world of its own. Ids must differ from run to run: all runs share one database.</summary>
    public abstract Task<TortureSubject> Make(Db db, TimeProvider clock);

    /// <inheritdoc/>
    public override string ToString() => $"{Flow} version {Version}";
}

/// <summary>One resource with its world, through one operation from start to end.</summary>
public abstract class TortureSubject
{
    /// <summary>The lanes that have to be served for the flow to end.</summary>
    public abstract IReadOnlyList<string> Lanes { get; }

    /// <summary>
    /// The flow as a process builds it. Called for each life of the process: stores get <see cref="Life.Db"/>, and every call to the
    /// world goes through <see cref="Life.Call{T}(string, Func{Task{T}})"/> (drivers: put a <see cref="TorturedDriver"/> around them).
    /// </summary>
    public abstract FlowRegistry Flows(Life life);

    /// <summary>Does what the API does: writes the resource and starts the operation, whose id it answers with.</summary>
    public abstract Task<string> Begin(Tx tx, OperationQueue operations);

    /// <summary>What somebody else does in the middle of it: by default, cancels whatever has the operation's key.</summary>
    public virtual Task Interrupt(Tx tx, OperationQueue operations, string key) => operations.Cancel(tx, key, "cancelled by the torturer");

    /// <summary>
    /// Fails (by an assertion) unless everything agrees: the world with the database, quota and promised capacity with the rows, the
    /// resource's status with how the operation ended (<see cref="OperationRecord.State"/> is done or refused).
    /// </summary>
    public abstract Task Check(OperationRecord ended);

    /// <summary>How resources are brought to rest whose operation nobody can read.</summary>
    public virtual IReadOnlyList<IUnattended> Kinds => [];

    /// <summary>
    /// The operation was abandoned by an operator or is stuck: its resource is at rest, its owner was told, and all ledgers agree with the rows.
    /// </summary>
    public virtual Task CheckLeft(OperationRecord ended) => Task.CompletedTask;

    /// <summary>The owner deletes what is next of all that is there; false when there is nothing more.</summary>
    public virtual Task<bool> DeleteNext(Tx tx, OperationQueue operations) => Task.FromResult(false);

    /// <summary>After that nothing is left, neither in the ledgers nor in the world.</summary>
    public virtual Task CheckGone() => Task.CompletedTask;

    /// <summary>
    /// The same after a cancel (state abandoned): what was done stays, so there is less to hold. By default nothing more than what the
    /// harness itself holds: it has ended and was not settled.
    /// </summary>
    public virtual Task CheckAbandoned(OperationRecord ended) => Task.CompletedTask;
}

/// <summary>How much of the torture a case gets: pairs of deaths grow with the square of a flow's length.</summary>
enum Effort
{
    /// <summary>Everything.</summary>
    Whole,
    /// <summary>Everything, but of the pairs of deaths some, chosen by chance.</summary>
    SomePairs,
    /// <summary>No faults but the case's own, and of the pairs of deaths some: for variants of a flow that another case tortures with faults.</summary>
    OwnFaults,
}
