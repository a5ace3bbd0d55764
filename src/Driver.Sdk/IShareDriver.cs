namespace Abaca.DriverSdk;

/// <summary>
/// What every backend can do. Optional abilities are properties: null means "not here", so wrappers and
/// configuration can say no. Every call may be repeated: it acts by id, finds its own earlier work, and reports one of
/// three ends. A driver throws only for bugs and for cancellation; callers treat a throw as unclear.
/// </summary>
public interface IShareDriver : IAsyncDisposable
{
    /// <summary>Makes the backend ready to serve; O(1) in the number of shares. Called again after a failure.</summary>
    Task<DriverResult> Start(CancellationToken ct = default);

    /// <summary>Pools and capabilities as they are now; sizes are measured, never guessed.</summary>
    Task<DriverResult<BackendReport>> Report(CancellationToken ct = default);

    /// <summary>Makes the share with its size enforced, the row's mark on it, and nobody let in.</summary>
    Task<DriverResult<CreatedShare>> Create(ShareSpec share, CancellationToken ct = default);

    /// <summary>
    /// Removes the share and its exports; already gone is done. What carries another row's mark, or whose ownership is in doubt, is left as it is:
    /// refused (<see cref="MessageDetail.NotOwned"/>). The same holds for every call that deletes, renames or overwrites.
    /// </summary>
    Task<DriverResult> Delete(ShareSpec share, CancellationToken ct = default);

    /// <summary>
    /// Makes the wanted set the whole set. Succeeds only after reading the rules back from the backend; the outcomes
    /// name every rule. One impossible rule is a refused outcome and does not keep the others from being applied.
    /// </summary>
    Task<DriverResult<IReadOnlyList<RuleOutcome>>> SetAccess(
        ShareSpec share, IReadOnlyList<AccessRule> whole, CancellationToken ct = default);

    /// <summary>The rules that the backend enforces at this moment.</summary>
    Task<DriverResult<IReadOnlyList<AppliedRule>>> ReadAccess(ShareSpec share, CancellationToken ct = default);

    /// <summary>
    /// Checks one share after a restart or a failure and repairs what serves it (mounts, exports), reading first and
    /// writing only what differs. Marks what is the row's and has no mark yet. Answers with the export locations that hold now.
    /// </summary>
    Task<DriverResult<CreatedShare>> Ensure(ShareSpec share, IReadOnlyList<AccessRule> whole, CancellationToken ct = default);

    /// <summary>Grows and shrinks shares.</summary>
    IResizing? Resizing => this as IResizing;

    /// <summary>Takes and drops snapshots.</summary>
    ISnapshots? Snapshots => this as ISnapshots;

    /// <summary>Makes shares from snapshots.</summary>
    ICloning? Cloning => this as ICloning;

    /// <summary>Takes a share back to its latest snapshot.</summary>
    IReverting? Reverting => this as IReverting;

    /// <summary>Lists what the backend holds, whoever made it.</summary>
    IInventory? Inventory => this as IInventory;

    /// <summary>Takes over what is on the backend already, and lets go of it.</summary>
    IManaging? Managing => this as IManaging;

    /// <summary>Keeps share groups on the backend.</summary>
    IGroups? Groups => this as IGroups;

    /// <summary>Keeps further copies of shares.</summary>
    IReplication? Replication => this as IReplication;

    /// <summary>Moves shares between pools.</summary>
    IMigration? Migration => this as IMigration;
}

/// <summary>Ability: change the size of a share in use.</summary>
public interface IResizing
{
    /// <summary>Grows to <paramref name="sizeGib"/> GiB, also when the share is full.</summary>
    Task<DriverResult> Extend(ShareSpec share, int sizeGib, CancellationToken ct = default);

    /// <summary>Shrinks to <paramref name="sizeGib"/> GiB; refused (<see cref="MessageDetail.DriverRefusedShrink"/>) below the space in use.</summary>
    Task<DriverResult> Shrink(ShareSpec share, int sizeGib, CancellationToken ct = default);
}

/// <summary>Ability: snapshots.</summary>
public interface ISnapshots
{
    /// <summary>Takes the snapshot; answers with details to keep. A repeated call must not take it anew.</summary>
    Task<DriverResult<IReadOnlyDictionary<string, string>>> CreateSnapshot(SnapshotSpec snapshot, CancellationToken ct = default);

    /// <summary>Drops the snapshot; already gone is done.</summary>
    Task<DriverResult> DeleteSnapshot(SnapshotSpec snapshot, CancellationToken ct = default);
}

/// <summary>Ability: shares from snapshots.</summary>
public interface ICloning
{
    /// <summary>Makes <paramref name="share"/> with the snapshot's content.</summary>
    Task<DriverResult<CreatedShare>> CreateFromSnapshot(ShareSpec share, SnapshotSpec source, CancellationToken ct = default);

    /// <summary>
    /// How far a copy has come, 0 to 100. Only asked when creation answered "not ready"; at 100 creation is asked once more, and
    /// answers with the export locations (or "not ready" again).
    /// </summary>
    Task<DriverResult<int>> Progress(ShareSpec share, CancellationToken ct = default) =>
        Task.FromResult<DriverResult<int>>(100);
}

/// <summary>Ability: revert to the latest snapshot.</summary>
public interface IReverting
{
    /// <summary>
    /// The share's content and size become those of the snapshot. Before the content is touched everybody is taken off, and a success leaves
    /// nobody let in: clients come back by <see cref="IShareDriver.SetAccess"/> or <see cref="IShareDriver.Ensure"/>, when the service has
    /// saved that this is done. A call that failed may leave clients in or out.
    /// </summary>
    /// <param name="share">The share.</param>
    /// <param name="snapshot">Its latest snapshot.</param>
    /// <param name="revertId">
    /// Names this one way back, and is kept on the storage with the new content: a call that finds it there is done and touches nothing,
    /// whatever was written since. The next way back has another one.
    /// </param>
    /// <param name="ct">Gives up.</param>
    Task<DriverResult> Revert(ShareSpec share, SnapshotSpec snapshot, string revertId, CancellationToken ct = default);
}

/// <summary>Ability: say what is there and whose it is. Changes nothing.</summary>
public interface IInventory
{
    /// <summary>Everything on the backend that carries one of our names or marks, with identity and mark.</summary>
    Task<DriverResult<IReadOnlyList<BackendObject>>> List(CancellationToken ct = default);

    /// <summary>What the row's share is on the backend, with identity and mark, whoever owns it; empty when there is nothing. Exports need not be named.</summary>
    Task<DriverResult<IReadOnlyList<BackendObject>>> Look(ShareSpec share, CancellationToken ct = default);

    /// <summary>What the row's snapshot is on the backend, as <see cref="Look(ShareSpec, CancellationToken)"/>.</summary>
    Task<DriverResult<IReadOnlyList<BackendObject>>> Look(SnapshotSpec snapshot, CancellationToken ct = default);
}
