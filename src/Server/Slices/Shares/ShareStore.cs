using Abaca.Server.ShareTypes;
namespace Abaca.Server.Shares;

/// <summary>The one writer of shares and their instances. Every change that can be seen counts the revision up.</summary>
public sealed class ShareStore(Db db, ObjectClaims claims, TimeProvider clock) : Store<Share>(db, ShareRows.Columns, ShareRows.From, "s.id")
{
    static readonly Columns<CountedUse> Uses = new(c => new CountedUse(c.TextOrNull("i.host") ?? "", c.Count("i.counted_gib"), c.Flag("i.in_place")));

    static readonly Columns<CountedReplica> CountedOnes = new(c => new CountedReplica(c.Word("i.id", id => new ShareInstanceId(id)), c.Part(Uses)));

    static readonly Columns<MountedShare> Mounts = new(c => new MountedShare(c.Word("id", id => new ShareId(id)), c.Map("metadata")));

    static readonly MetadataRows Items = new("share_metadata", "share_id");

    /// <summary>The shares of a group, oldest first.</summary>
    public ValueTask<List<Share>> InGroup(Tx tx, IId group, CancellationToken ct = default) =>
        tx.Query(ShareRows.Columns, $"{ShareRows.From} WHERE s.share_group_id = {group.Text} ORDER BY s.created_at, s.id", ct);

    /// <summary>Adds a share with its first instance.</summary>
    public async Task Insert(Tx tx, Share share, IReadOnlyDictionary<string, string> hints, CancellationToken ct = default)
    {
        await ShareTypeStore.MustBeThere(tx, [share.TypeId], ct);
        await tx.Execute(ShareRows.Columns.Insert("shares s", share, new("instance_id", $"{share.InstanceId}"), new("scheduler_hints", $"{Json.Write(hints)}")), ct);
        await tx.Execute(ShareRows.InsertInstance(share, share.CreatedAt), ct);
        await Items.Insert(tx, share.Id.Text, share.ProjectId, share.Metadata, ct);
    }

    /// <summary>
    /// Moves the representative instance from one of the given statuses to another.
    /// </summary>
    /// <returns>False when it is in none of them (any more): a conflict for the caller to tell.</returns>
    public async Task<bool> Move(Tx tx, ShareId id, string to, IReadOnlyCollection<string> from, string? progress = null, CancellationToken ct = default)
    {
        ShareStatus.Check(to, from);
        var moved = await tx.Execute(
            $"""
             UPDATE share_instances SET status = {to}, progress = COALESCE({progress}, progress){FirstReplica(to, id)}, updated_at = {clock.GetUtcNow()}
             WHERE id = (SELECT instance_id FROM shares WHERE id = {id}) AND status IN ({Sql.List(from)})
             """, ct);
        return moved > 0 && await Touch(tx, id, ct);
    }

    // A share of a type that replicates has its active replica as soon as it is available.
    static Sql FirstReplica(string status, ShareId id) => status != ShareStatus.Available ? Sql.Of($"") : Sql.Of(
        $", replica_state = COALESCE(replica_state, (SELECT CASE WHEN replication_type IS NULL THEN NULL ELSE 'active' END FROM shares WHERE id = {id}))");

    /// <summary>How far the copy behind a share has come, in percent. Nothing changes when that is known already or the share is made no more.</summary>
    public async Task Copied(ShareId id, int percent, CancellationToken ct = default)
    {
        var shown = string.Create(CultureInfo.InvariantCulture, $"{percent}%");
        if (await Find(id.Text, ct) is not { } share || share.Progress == shown) return;
        string[] underWay = [ShareStatus.Creating, ShareStatus.CreatingFromSnapshot];
        await Db.Transaction(async tx =>
        {
            var changed = await tx.Execute(
                $"""
                 UPDATE share_instances SET progress = {shown}, updated_at = {clock.GetUtcNow()}
                 WHERE id = (SELECT instance_id FROM shares WHERE id = {id}) AND status IN ({Sql.List(underWay)})
                 """, ct);
            if (changed > 0) await Touch(tx, id, ct);
        }, ct);
    }

    /// <summary>Sets the status whatever it was: an operator's reset.</summary>
    public async Task Reset(Tx tx, ShareId id, string status, CancellationToken ct = default)
    {
        await tx.Execute(
            $"""
             UPDATE share_instances SET status = {status}{FirstReplica(status, id)}, updated_at = {clock.GetUtcNow()}
             WHERE id = (SELECT instance_id FROM shares WHERE id = {id})
             """, ct);
        await Touch(tx, id, ct);
    }

    /// <summary>Gives the instance its place; null host takes it away again.</summary>
    public async Task Place(Tx tx, ShareId id, string? host, string? zone, int countedGib, CancellationToken ct = default)
    {
        await tx.Execute(
            $"""
             UPDATE share_instances SET host = {host ?? ""}, availability_zone = {zone}, counted_gib = {countedGib}, in_place = {false},
               updated_at = {clock.GetUtcNow()}
             WHERE id = (SELECT instance_id FROM shares WHERE id = {id})
             """, ct);
        await Touch(tx, id, ct);
    }

    /// <summary>What the pool's ledger holds for the share's instance: GiB counted, and whether the backend carried it out.</summary>
    public async Task<CountedUse> Counted(Tx tx, ShareId id, CancellationToken ct = default) =>
        await tx.First(Uses, $"FROM share_instances i WHERE i.id = (SELECT instance_id FROM shares WHERE id = {id})", ct) ?? CountedUse.None;

    /// <summary>The same for one instance.</summary>
    public static async Task<CountedUse> Counted(Tx tx, ShareInstanceId id, CancellationToken ct = default) =>
        await tx.First(Uses, $"FROM share_instances i WHERE i.id = {id}", ct) ?? CountedUse.None;

    /// <summary>What the pools' ledgers hold for each replica of a share, or for its one instance.</summary>
    public ValueTask<List<CountedReplica>> CountedReplicas(Tx tx, ShareId id, CancellationToken ct = default) => tx.Query(
        CountedOnes, $"FROM share_instances i JOIN shares s ON s.id = i.share_id WHERE s.id = {id} AND (i.id = s.instance_id OR i.replica_state IS NOT NULL)", ct);

    /// <summary>How many replicas a share has, the active one counted; 0 when it is not replicated.</summary>
    public async Task<int> NumberOfReplicas(Tx tx, Share share, CancellationToken ct = default) => share.ReplicationType is null
        ? 0
        : (int)await tx.Number(
            $"SELECT COUNT(*) FROM share_instances i WHERE i.share_id = {share.Id} AND (i.id = {share.InstanceId} OR i.replica_state IS NOT NULL)", ct);

    /// <summary>Records what the pool's ledger holds for the instance.</summary>
    public Task SetCounted(Tx tx, ShareId id, int gib, bool inPlace, CancellationToken ct = default) => tx.Execute(
        $"UPDATE share_instances SET counted_gib = {gib}, in_place = {inPlace} WHERE id = (SELECT instance_id FROM shares WHERE id = {id})", ct);

    /// <summary>Records what the pool's ledger holds for one instance.</summary>
    public Task SetCounted(Tx tx, ShareInstanceId id, int gib, bool inPlace, CancellationToken ct = default) =>
        tx.Execute($"UPDATE share_instances SET counted_gib = {gib}, in_place = {inPlace} WHERE id = {id}", ct);

    /// <summary>Sets the size that the quotas are charged for.</summary>
    public Task SetCharged(Tx tx, ShareId id, int sizeGib, CancellationToken ct = default) =>
        tx.Execute($"UPDATE shares SET charged_gib = {sizeGib} WHERE id = {id}", ct);

    /// <summary>Makes an instance count on its pool for what was counted anew.</summary>
    public static Task Recount(Tx tx, ShareInstanceId id, int gib, bool inPlace, CancellationToken ct = default) =>
        tx.Execute($"UPDATE share_instances SET counted_gib = {gib}, in_place = {inPlace} WHERE id = {id}", ct);

    /// <summary>Sets size, after the backend has it, and with it what the quotas are charged for.</summary>
    public async Task Resize(Tx tx, ShareId id, int sizeGib, CancellationToken ct = default)
    {
        await tx.Execute($"UPDATE shares SET size = {sizeGib}, charged_gib = {sizeGib} WHERE id = {id}", ct);
        await Touch(tx, id, ct);
    }

    /// <summary>Sets name, description and visibility.</summary>
    public async Task Describe(Tx tx, Share share, CancellationToken ct = default)
    {
        await tx.Execute($"UPDATE shares SET {ShareRows.Columns.Set(share, "s.name", "s.description", "s.is_public")} WHERE id = {share.Id}", ct);
        await Touch(tx, share.Id, ct);
    }

    /// <summary>Replaces the metadata.</summary>
    public async Task SetMetadata(Tx tx, ShareId id, IReadOnlyDictionary<string, string> metadata, CancellationToken ct = default)
    {
        await tx.Execute($"UPDATE shares SET metadata = {Json.Write(metadata)} WHERE id = {id}", ct);
        await Items.Replace(tx, "shares", id.Text, metadata, ct);
        await Touch(tx, id, ct);
    }

    /// <summary>Says in the metadata of the instance's share how it is mounted; null: nothing needs to be said. Nothing to do for an instance that is not the share's own.</summary>
    public async Task SetMountOptions(Tx tx, ShareInstanceId instance, string? options, CancellationToken ct = default)
    {
        const string key = ExportLocationStore.MountOptionsKey;
        var share = await tx.First(Mounts, $"FROM shares WHERE instance_id = {instance}", ct);
        if (share is null || share.Metadata.GetValueOrDefault(key) == options) return;
        var metadata = new SortedDictionary<string, string>(share.Metadata.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
        metadata.Remove(key);
        if (options is not null) metadata[key] = options;
        await SetMetadata(tx, share.Id, metadata, ct);
    }

    /// <summary>Sets the state of a long task.</summary>
    public async Task SetTaskState(Tx tx, ShareId id, string? state, CancellationToken ct = default)
    {
        await tx.Execute($"UPDATE shares SET task_state = {state} WHERE id = {id}", ct);
        await Touch(tx, id, ct);
    }

    /// <summary>Keeps what the driver wants back with every call, and which object the instance has.</summary>
    public async Task Keep(Tx tx, ShareInstanceId id, DriverSdk.CreatedShare made, CancellationToken ct = default)
    {
        await tx.Execute($"UPDATE share_instances SET details = {Json.Write(made.Details)} WHERE id = {id}", ct);
        await claims.Claim(tx, id, made.Identity, ct);
    }

    /// <summary>What the driver wants back with every call.</summary>
    public ValueTask<IReadOnlyDictionary<string, string>> Details(ShareInstanceId id, CancellationToken ct = default) =>
        Db.Map($"SELECT details FROM share_instances WHERE id = {id}", ct);

    /// <summary>The scheduler hints kept with the share: same_host, different_host, only_host.</summary>
    public ValueTask<IReadOnlyDictionary<string, string>> Hints(Tx tx, ShareId id, CancellationToken ct = default) =>
        tx.Map($"SELECT scheduler_hints FROM shares WHERE id = {id}", ct);

    /// <summary>Removes share, instances and export locations.</summary>
    public async Task Remove(Tx tx, ShareId id, CancellationToken ct = default)
    {
        await tx.Execute(
            $"DELETE FROM export_locations WHERE share_instance_id IN (SELECT id FROM share_instances WHERE share_id = {id})", ct);
        await FormerInstances.Keep(tx, Sql.Of($"SELECT id FROM share_instances WHERE share_id = {id}"), ct);
        await tx.Execute($"DELETE FROM share_instances WHERE share_id = {id}", ct);
        await Items.Remove(tx, id.Text, ct);
        await tx.Execute($"DELETE FROM shares WHERE id = {id}", ct);
    }

    /// <summary>Whether any share has the type, or moves to where it will have it.</summary>
    public async Task<bool> UsesType(Tx tx, string typeId, CancellationToken ct = default) =>
        await tx.Any($"FROM shares WHERE share_type_id = {typeId}", ct)
        || await tx.Any($"FROM share_instances WHERE status = 'migrating_to' AND share_type_id = {typeId}", ct);

    async Task<bool> Touch(Tx tx, ShareId id, CancellationToken ct) =>
        await tx.Execute($"UPDATE shares SET revision = revision + 1, updated_at = {clock.GetUtcNow()} WHERE id = {id}", ct) > 0;
}

/// <summary>What the pool's ledger holds for one replica.</summary>
/// <param name="Id">The replica.</param>
/// <param name="Use">What is counted.</param>
public sealed record CountedReplica(ShareInstanceId Id, CountedUse Use);

/// <summary>A share and what its metadata says.</summary>
sealed record MountedShare(ShareId Id, IReadOnlyDictionary<string, string> Metadata);

/// <summary>What the pool's ledger holds for one instance.</summary>
/// <param name="Host">Pool, or empty.</param>
/// <param name="Gib">GiB counted.</param>
/// <param name="InPlace">The backend has carried it out.</param>
public sealed record CountedUse(string Host, int Gib, bool InPlace)
{
    /// <summary>Nothing is counted.</summary>
    public static CountedUse None { get; } = new("", 0, false);
}
