namespace Abaca.Server.Messages;

/// <summary>Where the removal of something stands.</summary>
public interface IRemovalState
{
    /// <summary>Id of what goes.</summary>
    string ResourceId { get; }

    /// <summary>Its rows go even when the backend refuses.</summary>
    bool Force { get; }
}

/// <summary>How something goes.</summary>
/// <typeparam name="T">What goes.</typeparam>
/// <param name="Step">Name of the step on the backend.</param>
/// <param name="OnBackend">Takes it from its backend by its id; what is nowhere is done.</param>
/// <param name="Find">It as the transaction sees it, or null.</param>
/// <param name="Subject">It as the subject of a user message, with the id of the request.</param>
/// <param name="Keep">Puts it into its error, since the backend has refused.</param>
/// <param name="Forget">Takes its rows.</param>
public sealed record Removal<T>(
    string Step, Func<string, CancellationToken, Task<DriverResult>> OnBackend, Func<Tx, string, CancellationToken, ValueTask<T?>> Find,
    Func<T, string, MessageSubject> Subject, Func<Tx, T, CancellationToken, Task> Keep, Func<Tx, T, CancellationToken, Task> Forget) where T : class;

/// <summary>Something from "deleting" to gone, or to its error with a reason its owner can read; with force the rows go in any case.</summary>
/// <typeparam name="TState">Its state.</typeparam>
/// <typeparam name="T">What goes.</typeparam>
/// <param name="removal">How it goes.</param>
/// <param name="messages">Where the reason is written.</param>
public abstract class RemovalFlow<TState, T>(Removal<T> removal, MessageStore messages) : Flow<TState>
    where TState : class, IFlowState<TState>, IRemovalState where T : class
{
    /// <inheritdoc/>
    public override IReadOnlyList<Step<TState>> Steps { get; } =
        [new Step<TState>.Act(removal.Step, async (state, ct) => (await removal.OnBackend(state.ResourceId, ct)).Then(state))];

    /// <inheritdoc/>
    public override Task Settle(Tx tx, Settlement<TState> end, CancellationToken ct) => Settle(tx, end, end.State.Force, ct);

    /// <inheritdoc/>
    /// <remarks>Force takes the rows when a backend has said no, not when nobody has asked it to the end.</remarks>
    public override Task Fail(Tx tx, Settlement<TState> end, CancellationToken ct) => Settle(tx, end, force: false, ct);

    async Task Settle(Tx tx, Settlement<TState> end, bool force, CancellationToken ct)
    {
        if (await removal.Find(tx, end.State.ResourceId, ct) is not { } resource) return;
        if (end.Refused is { } refused)
        {
            await messages.Write(tx, MessageAction.Delete, removal.Subject(resource, end.RequestId), refused.Detail, ct);
            if (!force)
            {
                await removal.Keep(tx, resource, ct);
                return;
            }
        }
        await removal.Forget(tx, resource, ct);
    }
}
