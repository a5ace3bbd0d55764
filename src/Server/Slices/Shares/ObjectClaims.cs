namespace Abaca.Server.Shares;

/// <summary>
/// Which object on which storage a share instance has. What a driver has found is compared here with every row of this service, by the object's
/// identity, by its mark and by the ids in its name; so it does not matter how an administrator spelled it, or through which backend it is seen.
/// </summary>
public sealed class ObjectClaims(Db db, Deployment deployment)
{
    /// <summary>Stands behind the identity of an object that an older row has, in the row that shows the same one.</summary>
    const string ContestedBy = " contested by ";

    /// <summary>No identity and no id: lists in SQL are never empty.</summary>
    const string Nothing = "";

    static readonly string[] NeverTaken = [ShareStatus.ManageError, ShareStatus.ManageErrorUnmanageStarting];

    /// <summary>Who has the object, in words; null when it is free for the claimant.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="found">What lies on the storage.</param>
    /// <param name="claimant">Id of the share instance or snapshot instance that wants it, whose own rows do not count.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<string?> Owner(Tx tx, BackendObject found, string claimant, CancellationToken ct = default)
    {
        if (found.Mark is { } mark && mark.Deployment != deployment.Id) return mark.ToString();
        var identities = new[] { Nothing, found.Identity }.OfType<string>().Concat(found.Kind == "snapshot" ? [] : found.Around).ToList();
        var ids = found.NamedIds.Append(Nothing).Append(found.InstanceId).Append(found.Mark?.InstanceId).Append(found.Mark?.SnapshotId).OfType<string>()
            .Where(id => id != claimant).Distinct(StringComparer.Ordinal).ToList();
        return await tx.Text(
            $"""
             SELECT 'share ' || share_id || ' (instance ' || id || ')' FROM share_instances
             WHERE id <> {claimant} AND status NOT IN ({Sql.List(NeverTaken)}) AND (object_identity IN ({Sql.List(identities)}) OR id IN ({Sql.List(ids)}))
             UNION ALL
             SELECT 'snapshot ' || snapshot_id FROM snapshot_instances
             WHERE id <> {claimant} AND status <> {ShareStatus.ManageError}
               AND (object_identity IN ({Sql.List(identities)}) OR id IN ({Sql.List(ids)}) OR snapshot_id IN ({Sql.List(ids)}))
             UNION ALL
             SELECT 'group snapshot ' || share_group_snapshot_id FROM share_group_snapshot_members WHERE id IN ({Sql.List(ids)})
             LIMIT 1
             """, ct);
    }

    /// <summary>
    /// From now on the instance has the object, unless another row has it already: then both are on record as showing one object, and neither is
    /// proof of anything.
    /// </summary>
    public async Task Claim(Tx tx, ShareInstanceId id, string? identity, CancellationToken ct = default)
    {
        if (identity is null) return;
        var isTaken = await tx.Any($"FROM share_instances WHERE object_identity = {identity} AND id <> {id}", ct);
        var known = isTaken ? identity + ContestedBy + id.Text : identity;
        await tx.Execute($"UPDATE share_instances SET object_identity = {known} WHERE id = {id} AND (object_identity IS NULL OR object_identity <> {known})", ct);
    }

    /// <summary>The instance has no object (any more).</summary>
    public Task Release(Tx tx, ShareInstanceId id, CancellationToken ct = default) =>
        tx.Execute($"UPDATE share_instances SET object_identity = {null as string} WHERE id = {id}", ct);

    /// <summary>What is on record of an instance.</summary>
    public async ValueTask<ObjectClaim> Of(ShareInstanceId id, CancellationToken ct = default)
    {
        var known = await db.Text($"SELECT object_identity FROM share_instances WHERE id = {id}", ct) ?? "";
        if (known.Length == 0) return new ObjectClaim(null, null);
        if (known.Contains(ContestedBy, StringComparison.Ordinal)) return new ObjectClaim(null, known[..known.IndexOf(ContestedBy, StringComparison.Ordinal)]);
        var isContested = await db.Any(
            $"FROM share_instances WHERE object_identity > {known + ContestedBy} AND object_identity < {known + " contested bz"}", ct);
        return isContested ? new ObjectClaim(null, known) : new ObjectClaim(known, null);
    }

    /// <summary>
    /// Instances of which nobody knows which object they have, and whose driver calls it by something else than their id: taken over by the first
    /// release. By pages of ids.
    /// </summary>
    public async ValueTask<List<ShareInstanceId>> Unknown(string after, int most, CancellationToken ct = default) => (await db.Texts(
        $"""
         SELECT id FROM share_instances WHERE object_identity IS NULL AND id > {after} AND host <> '' AND details <> {"{}"} AND status NOT IN ({Sql.List(NeverTaken)})
           AND details NOT LIKE '%' || id || '%' AND details NOT LIKE '%' || REPLACE(id, '-', '_') || '%'
         ORDER BY id LIMIT {most}
         """, ct)).ConvertAll(id => new ShareInstanceId(id));
}

/// <summary>What is on record of an instance's object.</summary>
/// <param name="Identity">The object that it has, and no other row; else null.</param>
/// <param name="Contested">An object that several rows show; else null.</param>
public sealed record ObjectClaim(string? Identity, string? Contested);
