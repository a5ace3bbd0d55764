using Abaca.Server.Shares;

namespace Abaca.Server.Transfers;

/// <summary>The one writer of transfers.</summary>
public sealed class ShareTransferStore(Db db) : Store<ShareTransfer>(db, Columns, Tables.All, "t.id")
{
    /// <summary>Columns, over the alias t.</summary>
    internal static readonly Columns<ShareTransfer> Columns = new(c => new ShareTransfer
    {
        Id = c.Word("t.id", id => new ShareTransferId(id), t => t.Id.Text),
        Name = c.TextOrNull("t.name", t => t.Name),
        ShareId = c.Word("t.share_id", id => new ShareId(id), t => t.ShareId.Text),
        SourceProjectId = c.Text("t.source_project_id", t => t.SourceProjectId),
        UserId = c.Text("t.user_id", t => t.UserId),
        Salt = c.Text("t.salt", t => t.Salt),
        KeyHash = c.Text("t.key_hash", t => t.KeyHash),
        CreatedAt = c.Moment("t.created_at", t => t.CreatedAt),
        ExpiresAt = c.Moment("t.expires_at", t => t.ExpiresAt),
    });

    /// <summary>Their table.</summary>
    internal static readonly Tables Tables = new("share_transfers t");

    /// <summary>Offers that nobody took until now, the oldest first.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="ct">Cancellation.</param>
    public ValueTask<List<ShareTransfer>> Expired(DateTimeOffset now, int most, CancellationToken ct = default) =>
        Db.Query(Columns, $"FROM share_transfers t WHERE t.expires_at <= {now} ORDER BY t.expires_at LIMIT {most}", ct);

    /// <summary>Adds one.</summary>
    public Task Insert(Tx tx, ShareTransfer transfer, CancellationToken ct = default) => tx.Execute(Columns.Insert("share_transfers t", transfer), ct);

    /// <summary>Removes one.</summary>
    /// <returns>Whether it was there.</returns>
    public async Task<bool> Remove(Tx tx, ShareTransferId id, CancellationToken ct = default) => await tx.Execute($"DELETE FROM share_transfers WHERE id = {id}", ct) > 0;

    /// <summary>Removes those of a share that is going.</summary>
    public Task Forget(Tx tx, ShareId share, CancellationToken ct = default) => tx.Execute($"DELETE FROM share_transfers WHERE share_id = {share}", ct);
}

/// <summary>What transfers are to shares: they go with their share.</summary>
public sealed class TransfersOfShare(ShareTransferStore transfers) : IShareDependent
{
    /// <inheritdoc/>
    public Task Forget(Tx tx, Share share, CancellationToken ct) => transfers.Forget(tx, share.Id, ct);
}
