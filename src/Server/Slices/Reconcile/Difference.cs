using System.Text.Json.Serialization;

namespace Abaca.Server.Reconcile;

/// <summary>In what storage and database differ; wire values.</summary>
public static class DifferenceKind
{
    /// <summary>It carries our mark, no row of any host has its instance, and this database has had a row of it.</summary>
    public const string Orphan = "orphan";
    /// <summary>
    /// It carries our mark, and this database has never had a row of its instance: it was made after the backup that was restored, or belongs to
    /// a service that runs on another copy of this database.
    /// </summary>
    public const string Unrecorded = "unrecorded";
    /// <summary>Its name is like ours, it carries no mark, and no row has it.</summary>
    public const string Unmarked = "unmarked";
    /// <summary>It carries another deployment's mark, or neither name nor mark of ours.</summary>
    public const string Foreign = "foreign";
    /// <summary>Nobody can say whose it is, or what is there.</summary>
    public const string Undecided = "undecided";
    /// <summary>A row at rest of which the storage has nothing.</summary>
    public const string Missing = "missing";
    /// <summary>The storage enforces another size than the row has.</summary>
    public const string WrongSize = "wrong_size";
    /// <summary>The storage lets in others than the rules say.</summary>
    public const string WrongRules = "wrong_rules";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Orphan, Unrecorded, Unmarked, Foreign, Undecided, Missing, WrongSize, WrongRules];
}

/// <summary>One thing in which a storage and the database differ.</summary>
/// <param name="Backend">Section of the backend through which it is seen.</param>
/// <param name="ServiceHost"><c>host@backend</c>.</param>
/// <param name="Kind">See <see cref="DifferenceKind"/>.</param>
/// <param name="Object"><c>share</c>, <c>snapshot</c>, <c>export</c>, or <c>backend</c> for one that does not answer.</param>
/// <param name="Name">Its name on the storage; of what is missing the id of the row's instance.</param>
/// <param name="Reason">Why it is of this kind, in a sentence.</param>
public sealed record Difference(string Backend, string ServiceHost, string Kind, string Object, string Name, string Reason)
{
    /// <summary>What it is called in lists: it changes with the kind, so that a list that was made earlier never means something else.</summary>
    public string Id => $"{Backend}:{Kind}:{Object}:{Name}";

    /// <summary>Which object of the storage it is; null for what is not there.</summary>
    public string? Identity { get; init; }

    /// <summary>The share or snapshot instance of row, mark or name.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The share of row or mark.</summary>
    public string? ShareId { get; init; }

    /// <summary>The snapshot of row or mark.</summary>
    public string? SnapshotId { get; init; }

    /// <summary>Owner, where there is a row.</summary>
    public string? ProjectId { get; init; }

    /// <summary>Whole GiB on the storage, rounded up; null when it does not say.</summary>
    public int? SizeGib { get; init; }

    /// <summary>GiB that the row has.</summary>
    public int? RowGib { get; init; }

    /// <summary>It carries our mark and has no row, so that its mark says what it was.</summary>
    [JsonIgnore]
    public bool IsOurs => Kind is DifferenceKind.Orphan or DifferenceKind.Unrecorded;

    /// <summary>The object as the storage shows it.</summary>
    [JsonIgnore]
    public BackendObject? Found { get; init; }
}

/// <summary>The JSON of differences: snake case, nulls left in.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<Difference>))]
[JsonSerializable(typeof(IReadOnlyList<PlannedItem>))]
sealed partial class ReconcileJson : JsonSerializerContext;
