namespace Abaca.Server.OperationLog;

/// <summary>An operation as requests name it: that of the project whose resource it works on.</summary>
/// <param name="Record">The operation.</param>
public sealed record RecordedOperation(OperationRecord Record) : IResource<RecordedOperation>
{
    /// <inheritdoc/>
    public static string Kind => "Operation";

    /// <inheritdoc/>
    public Owner? Owner => new(Record.ProjectId);
}

/// <summary>Finds operations.</summary>
sealed class RecordedOperations(OperationRecords records) : ISource<RecordedOperation>
{
    /// <inheritdoc/>
    public async ValueTask<RecordedOperation?> Find(Caller caller, string id, CancellationToken ct) =>
        await records.Show(id, ct) is { } found ? new RecordedOperation(found) : null;
}
