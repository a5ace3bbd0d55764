namespace Abaca.Client;

/// <summary>One thing in which a storage and the database differ. Only Abaca has this resource; admins only.</summary>
public sealed record Difference
{
    /// <summary>What it is called in lists; changes with its kind.</summary>
    public string Id { get; init; } = "";

    /// <summary>Section of the backend.</summary>
    public string Backend { get; init; } = "";

    /// <summary><c>host@backend</c>.</summary>
    public string? ServiceHost { get; init; }

    /// <summary>"orphan", "unrecorded", "unmarked", "foreign", "undecided", "missing", "wrong_size" or "wrong_rules".</summary>
    public string Kind { get; init; } = "";

    /// <summary>"share", "snapshot", "export", or "backend".</summary>
    public string Object { get; init; } = "";

    /// <summary>Its name on the storage.</summary>
    public string Name { get; init; } = "";

    /// <summary>Why it is of this kind.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Which object of the storage it is.</summary>
    public string? Identity { get; init; }

    /// <summary>The share or snapshot instance of row, mark or name.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The share of row or mark.</summary>
    public string? ShareId { get; init; }

    /// <summary>The snapshot of row or mark.</summary>
    public string? SnapshotId { get; init; }

    /// <summary>Owner, where there is a row.</summary>
    public string? ProjectId { get; init; }

    /// <summary>Size on the storage in GiB, rounded up.</summary>
    public int? SizeGib { get; init; }

    /// <summary>Size of the row in GiB.</summary>
    public int? RowGib { get; init; }
}

/// <summary>What becomes of one name of a list.</summary>
public sealed record PlannedItem
{
    /// <summary>The name, as it was given.</summary>
    public string Id { get; init; } = "";

    /// <summary>"will", "refused" or "begun".</summary>
    public string Verdict { get; init; } = "";

    /// <summary>What will be done, or why it will not.</summary>
    public string Why { get; init; } = "";

    /// <summary>What it is now; null when there is no such difference.</summary>
    public Difference? Difference { get; init; }

    /// <summary>The operation that does it.</summary>
    public string? OperationId { get; init; }

    /// <summary>The share that it becomes or belongs to.</summary>
    public string? ShareId { get; init; }

    /// <summary>The snapshot that it becomes.</summary>
    public string? SnapshotId { get; init; }
}

/// <summary>What the service says of a list.</summary>
/// <param name="Action">"remove", "adopt", "export", "accept" or "mark_missing".</param>
/// <param name="Applied">It was begun; else this is a plan only.</param>
/// <param name="Items">One for each name.</param>
public sealed record ReconcilePlan(string Action, bool Applied, IReadOnlyList<PlannedItem> Items);

/// <summary>What the service is to do about differences.</summary>
/// <param name="Action">"remove", "adopt", "export", "accept" or "mark_missing".</param>
/// <param name="Ids">Their names.</param>
/// <param name="Apply">Do it; else only plan it.</param>
public sealed record ReconcileRequest(string Action, IReadOnlyList<string> Ids, bool Apply)
{
    /// <summary>Whose what is adopted is to be.</summary>
    public string? ProjectId { get; init; }

    /// <summary>Share type of what is adopted, by name or id.</summary>
    public string? ShareType { get; init; }

    /// <summary>Name of what is adopted.</summary>
    public string? Name { get; init; }

    /// <summary>Remove even what the service's database never had a row of.</summary>
    public bool EvenUnrecorded { get; init; }
}
