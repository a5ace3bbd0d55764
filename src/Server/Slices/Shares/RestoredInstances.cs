namespace Abaca.Server.Shares;

/// <summary>
/// Share instances of a restored database: their storage may be newer than their rows. Until both have been seen to say the same, or an operator has decided,
/// a start leaves size and rules on the storage as they are.
/// </summary>
public sealed class RestoredInstances(Db db)
{
    /// <summary>The database was restored: that goes for every instance it has.</summary>
    public static async Task Mark(Tx tx, CancellationToken ct = default)
    {
        await tx.Execute($"DELETE FROM restored_instances WHERE id NOT IN (SELECT id FROM share_instances)", ct);
        await tx.Execute($"INSERT INTO restored_instances (id) SELECT id FROM share_instances WHERE id IS NOT NULL ON CONFLICT (id) DO NOTHING", ct);
    }

    /// <summary>Whether it may still differ.</summary>
    public async ValueTask<bool> Has(ShareInstanceId instance, CancellationToken ct = default) => await db.Any($"FROM restored_instances WHERE id = {instance}", ct);

    /// <summary>From now on its row says how it is to be.</summary>
    public static Task Settle(Tx tx, ShareInstanceId instance, CancellationToken ct = default) =>
        tx.Execute($"DELETE FROM restored_instances WHERE id = {instance}", ct);
}
