using Abaca.Server.Data;
using Abaca.Server.Http;

namespace Abaca.Server.Shares;

/// <summary>The metadata of shares. Keys that only admins may change survive the others' replacing.</summary>
public sealed class ShareMetadata(VisibleShares visible, ShareStore shares, ShareSettings settings, Db db)
{
    const string Read = "share:get_share_metadata";
    const string Write = "share:update_share_metadata";

    /// <summary>GET the whole.</summary>
    public async Task<Reply> Show(Call call) => Reply.Map("metadata", (await visible.ToRead(call, call["id"], Read)).Metadata);

    /// <summary>GET one item.</summary>
    public async Task<Reply> ShowItem(Call call) => MetadataItems.One(call, (await visible.ToRead(call, call["id"], Read)).Metadata);

    /// <summary>POST merges.</summary>
    public Task<Reply> Merge(Call call) => Change(call, MetadataItems.Asked(call), settings.ForAdmins.Merging);

    /// <summary>PUT replaces.</summary>
    public Task<Reply> Replace(Call call) => Change(call, MetadataItems.Asked(call), settings.ForAdmins.Replacing);

    /// <summary>POST of one item: the body holds exactly the key of the path.</summary>
    public Task<Reply> SetItem(Call call) => Change(call, MetadataItems.AskedItem(call), settings.ForAdmins.Merging);

    /// <summary>DELETE of one item.</summary>
    public async Task<Reply> DeleteItem(Call call)
    {
        var share = await visible.ToChange(call, call["id"], "share:delete_share_metadata");
        await Save(call, share, old => settings.ForAdmins.Without(call, old));
        return Reply.Empty(200);
    }

    async Task<Reply> Change(
        Call call, SortedDictionary<string, string> asked,
        Func<Call, IReadOnlyDictionary<string, string>, SortedDictionary<string, string>, IEnumerable<KeyValuePair<string, string>>> change)
    {
        var share = await visible.ToChange(call, call["id"], Write);
        return Reply.Map("metadata", await Save(call, share, old => change(call, old, asked)));
    }

    async Task<IReadOnlyDictionary<string, string>> Save(
        Call call, Share share, Func<IReadOnlyDictionary<string, string>, IEnumerable<KeyValuePair<string, string>>> change)
    {
        return await db.Transaction(async tx =>
        {
            var now = await shares.Find(tx, share.Id.Text, call.Aborted) ?? throw Refusals.NotFound("Share", share.Id.Text);
            var changed = MetadataItems.Sorted(change(now.Metadata));
            await shares.SetMetadata(tx, share.Id, changed, call.Aborted);
            return changed;
        }, call.Aborted);
    }
}
