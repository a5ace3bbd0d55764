namespace Abaca.DriverSdk;

/// <summary>Ability: take shares and snapshots into the service's care that are on the backend already, and let them go again.</summary>
public interface IManaging
{
    /// <summary>
    /// Says what <paramref name="existing"/> names, however it is spelled: its identity, its mark, and what its name says. Changes nothing. The
    /// service compares that with all its rows before it lets <see cref="Manage"/> act. Refused when there is no such thing.
    /// </summary>
    Task<DriverResult<BackendObject>> Find(ShareSpec share, ExistingShare existing, CancellationToken ct = default);

    /// <summary>The same for a snapshot of a share that is in care already.</summary>
    Task<DriverResult<BackendObject>> FindSnapshot(SnapshotSpec snapshot, ExistingSnapshot existing, CancellationToken ct = default);

    /// <summary>
    /// Takes over what <paramref name="existing"/> names. Its content stays; rules that somebody else made on it are not kept.
    /// Refused when there is no such thing, when it is another object than the one that was found (<see cref="ExistingShare.Found"/>), when its mark
    /// is another share's, or when it cannot become a share of whole GiB. It carries the share's mark afterwards.
    /// Found in our care already (an earlier call of ours): done, with the same answer.
    /// </summary>
    /// <param name="share">The share that it becomes; its size is 0 while nobody knows it.</param>
    /// <param name="existing">What the administrator said of it.</param>
    /// <param name="ct">Gives up.</param>
    Task<DriverResult<ManagedShare>> Manage(ShareSpec share, ExistingShare existing, CancellationToken ct = default);

    /// <summary>Lets go of the share: its rules, exports and mark go, its content stays. What is not the row's is left as it is. Already gone, and never taken over, is done.</summary>
    Task<DriverResult> Unmanage(ShareSpec share, CancellationToken ct = default);

    /// <summary>
    /// Takes back a <see cref="Manage"/> of which nobody knows whether it happened: what was taken over is as it was and is called as it was, so
    /// that it can be taken over again. <see cref="ShareSpec.Details"/> are empty when nobody knows.
    /// </summary>
    Task<DriverResult> GiveBack(ShareSpec share, ExistingShare existing, CancellationToken ct = default) => Unmanage(share, ct);

    /// <summary>Takes over a snapshot of a share that is in care already.</summary>
    /// <param name="snapshot">The snapshot that it becomes; its size is 0 while nobody knows it.</param>
    /// <param name="existing">What the administrator said of it.</param>
    /// <param name="ct">Gives up.</param>
    Task<DriverResult<ManagedSnapshot>> ManageSnapshot(
        SnapshotSpec snapshot, ExistingSnapshot existing, CancellationToken ct = default);

    /// <summary>Lets go of the snapshot, which stays where it is, without its mark.</summary>
    Task<DriverResult> UnmanageSnapshot(SnapshotSpec snapshot, CancellationToken ct = default);

    /// <summary>Takes back a <see cref="ManageSnapshot"/>, as <see cref="GiveBack"/>.</summary>
    Task<DriverResult> GiveBackSnapshot(SnapshotSpec snapshot, ExistingSnapshot existing, CancellationToken ct = default) => UnmanageSnapshot(snapshot, ct);
}

/// <summary>A share on the backend that is not ours yet.</summary>
/// <param name="ExportPath">Where it is exported, or its name on the backend, as the driver's documentation says.</param>
/// <param name="Options">Driver options of the request (<c>size</c> in GiB among them), as given.</param>
public sealed record ExistingShare(string ExportPath, IReadOnlyDictionary<string, string> Options)
{
    /// <summary>
    /// What <see cref="IManaging.Find"/> found and the service has judged to be free. It may carry a mark of a row that is gone; that one, and no
    /// other, is replaced. Null while it is being looked for.
    /// </summary>
    public BackendObject? Found { get; init; }
}

/// <summary>A snapshot on the backend that is not ours yet.</summary>
/// <param name="ProviderLocation">Its name on the backend.</param>
/// <param name="Options">Driver options of the request (<c>size</c> in GiB among them), as given.</param>
public sealed record ExistingSnapshot(string ProviderLocation, IReadOnlyDictionary<string, string> Options)
{
    /// <inheritdoc cref="ExistingShare.Found"/>
    public BackendObject? Found { get; init; }
}

/// <summary>A share just taken over.</summary>
/// <param name="SizeGib">Its size in GiB, which is now enforced.</param>
/// <param name="Share">Its export locations and details, as after creation.</param>
public sealed record ManagedShare(int SizeGib, CreatedShare Share);

/// <summary>A snapshot just taken over.</summary>
/// <param name="SizeGib">Its size in GiB.</param>
/// <param name="Details">To be handed back in <see cref="SnapshotSpec.Details"/>.</param>
public sealed record ManagedSnapshot(int SizeGib, IReadOnlyDictionary<string, string> Details);
