namespace Abaca.Server.Operations;

/// <summary>
/// What every end that is not the flow's own does to the ledgers and the resource, in the transaction of that end. The flows are asked for
/// late, since they are made of parts that start operations themselves.
/// </summary>
sealed class FlowEnds(Func<FlowRegistry> flows, Func<IEnumerable<IUnattended>> kinds)
{
    /// <summary>Ends of operations that hold nothing in any ledger.</summary>
    public static FlowEnds None { get; } = new(() => new FlowRegistry(), () => []);

    /// <summary>Somebody overrules the operation and looks after its resource himself. A state that cannot be read holds up nobody.</summary>
    public async Task Overruled(Tx tx, Operation op, CancellationToken ct)
    {
        if (flows().Find(op.Flow, op.FlowVersion) is { } flow) await tx.Part(() => flow.GiveBack(tx, op, ct));
    }

    /// <summary>
    /// Nobody looks after the resource: it comes to rest where its owner can delete it, as the flow says; or, when there is none or it
    /// throws, by the kind of the resource. Answers with what was thrown.
    /// </summary>
    public async Task<Exception?> Fail(Tx tx, Operation op, string reason, CancellationToken ct)
    {
        // Why it was unwinding says more to the owner than why that did not come to an end.
        var failed = op with { Refusal = op.Refusal ?? new Refusal(MessageDetail.Unknown, reason) };
        Exception? thrown = null;
        if (flows().Find(op.Flow, op.FlowVersion) is { } flow)
        {
            thrown = await tx.Part(async () =>
            {
                await flow.GiveBack(tx, failed, ct);
                await flow.Fail(tx, failed, ct);
            });
            if (thrown is null) return null;
        }
        if (kinds().FirstOrDefault(k => k.ResourceType == op.Subject.ResourceType) is not { } kind) return thrown;
        return await tx.Part(() => kind.Fail(tx, op.Subject, failed.Refusal, ct)) ?? thrown;
    }
}

/// <summary>
/// Brings a resource of one kind to rest when nobody can say what the operation on it was about: its flow is one of another version, its
/// state cannot be read, or its settle always fails.
/// </summary>
public interface IUnattended
{
    /// <summary>In Manila's spelling, as in <see cref="OperationSubject"/>.</summary>
    string ResourceType { get; }

    /// <summary>It comes to the error state that belongs to what it is in, with a message; one that is at rest stays as it is.</summary>
    Task Fail(Tx tx, OperationSubject subject, Refusal why, CancellationToken ct = default);
}
