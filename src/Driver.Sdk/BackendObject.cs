namespace Abaca.DriverSdk;

/// <summary>Something that a backend holds.</summary>
/// <param name="Kind"><c>share</c>, <c>snapshot</c> or <c>export</c>.</param>
/// <param name="Name">Backend name.</param>
/// <param name="InstanceId">The share or snapshot instance it belongs to, when its name says so; else null.</param>
public sealed record BackendObject(string Kind, string Name, string? InstanceId)
{
    /// <summary>
    /// Which object it is, whatever it is called and through whichever section, host or address it is seen: equal for the same object and
    /// different for any two. It begins with the kind of storage and the storage's own unique id. Null where the backend has nothing of the kind (exports).
    /// </summary>
    public string? Identity { get; init; }

    /// <summary>Whose it says it is; null when it is not marked (it was made by the first release, or by somebody else).</summary>
    public OwnershipMark? Mark { get; init; }

    /// <summary>
    /// It carries <see cref="OwnershipMark.LetGo"/> in a mark's place. It is free to be taken over, and no row has it until then: one that comes
    /// from a restored database does not know what was written there since.
    /// </summary>
    public bool IsLetGo { get; init; }

    /// <summary>Its size limit in bytes; null when it has none or the backend does not say.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>
    /// Ids in its name and in the names around it (a share that it lies in, a share that it is a helper of): the share instance, snapshot
    /// instance, share or snapshot whose row would own it, if there is one. Names can lie; what carries the id of a live row is not free all the same.
    /// </summary>
    public IReadOnlyList<string> NamedIds { get; init; } = [];

    /// <summary>Identities of other objects that it lies in; a row that owns one of them owns this.</summary>
    public IReadOnlyList<string> Around { get; init; } = [];

    /// <summary>Where it lies, so that a call for a row that never was finds it; null where only rows lead to it.</summary>
    public ObjectPlace? Place { get; init; }
}

/// <summary>Where a share or snapshot lies on its backend, as the service tells a driver.</summary>
/// <param name="Pool"><see cref="ShareSpec.Pool"/>.</param>
/// <param name="Protocol"><see cref="ShareSpec.Protocol"/>.</param>
/// <param name="Details"><see cref="ShareSpec.Details"/> of a share, <see cref="SnapshotSpec.Details"/> of a snapshot.</param>
public sealed record ObjectPlace(string Pool, string Protocol, IReadOnlyDictionary<string, string> Details);

/// <summary>Whether a row may act on an object.</summary>
public enum Ownership
{
    /// <summary>The object is the row's: its mark says so, or it has none and the row proves it.</summary>
    Ours,
    /// <summary>No mark, and nothing that proves it: in doubt.</summary>
    Undecided,
    /// <summary>The mark is another row's, another deployment's, or unreadable.</summary>
    Foreign,
}

/// <summary>Judges objects for rows. Whatever is not <see cref="Ownership.Ours"/> is neither deleted nor changed.</summary>
public static class OwnershipRules
{
    /// <summary>Judges an object for the row that it is asked for.</summary>
    /// <param name="found">What the object carries, or null.</param>
    /// <param name="wanted">The mark that it has when it is the row's.</param>
    /// <param name="isProven">Without a mark: it goes by the name that derives from the row's own id, or the service has its identity on record for this row.</param>
    /// <param name="isLetGo"><see cref="BackendObject.IsLetGo"/>: neither proves anything then.</param>
    public static Ownership Judge(OwnershipMark? found, OwnershipMark wanted, bool isProven, bool isLetGo = false) => found switch
    {
        null => isProven && !isLetGo ? Ownership.Ours : Ownership.Undecided,
        _ => found.IsSameOwner(wanted) ? Ownership.Ours : Ownership.Foreign,
    };

    /// <summary>As <see cref="Judge"/>; null for ours, else the refusal that says whose it is and what to do.</summary>
    public static Refusal? Objection(string name, OwnershipMark? found, OwnershipMark wanted, bool isProven, bool isLetGo = false) => Judge(found, wanted, isProven, isLetGo) switch
    {
        Ownership.Foreign => new Refusal(MessageDetail.NotOwned,
            $"{name} belongs to {found}, not to {wanted}: nothing was done to it. 'abaca reconcile' shows what each side says."),
        Ownership.Undecided when isLetGo => new Refusal(MessageDetail.NotOwned,
            $"{name} was let go (unmanaged), and may be somebody else's since; the row of {wanted} is older than that: nothing was done to it. Unmanage that row too, and manage the object anew if it is wanted back."),
        Ownership.Undecided => new Refusal(MessageDetail.NotOwned,
            $"{name} carries no mark of ownership, and nothing proves that it belongs to {wanted}: nothing was done to it. 'abaca reconcile' shows what each side says."),
        _ => null,
    };

    /// <summary>As <see cref="Objection"/>, as a stop of the whole call.</summary>
    /// <exception cref="StoppedException">The object is not the row's, or in doubt.</exception>
    public static void Need(string name, OwnershipMark? found, OwnershipMark wanted, bool isProven, bool isLetGo = false)
    {
        if (Objection(name, found, wanted, isProven, isLetGo) is { } no) throw new StoppedException(new DriverResult.Refused(no));
    }

    /// <summary>
    /// Why what lies there cannot be taken over, or null when it can: it is another object than the one that the service has judged, or it carries
    /// a mark that is neither the new owner's nor the one that was judged to be of nobody any more.
    /// </summary>
    /// <param name="now">What lies there at this moment.</param>
    /// <param name="judged">What the service has looked up and judged; null when it has not.</param>
    /// <param name="wanted">The mark that it is to get.</param>
    public static Refusal? ObjectionToTaking(BackendObject now, BackendObject? judged, OwnershipMark wanted)
    {
        if (judged is not null && judged.Identity != now.Identity)
            return new Refusal(MessageDetail.NotOwned, $"{now.Name} is another object than the one that was looked up before ({now.Identity} and {judged.Identity}); nothing was done to it.");
        return now.Mark is null || now.Mark.IsSameOwner(wanted) || now.Mark == judged?.Mark
            ? null
            : new Refusal(MessageDetail.NotOwned, $"{now.Name} belongs to {now.Mark}; nothing was done to it.");
    }
}
