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
    public async Task<Reply> ShowItem(Call call)
    {
        var share = await visible.ToRead(call, call["id"], Read);
        var key = call["key"];
        return share.Metadata.TryGetValue(key, out var value)
            ? Reply.Map("meta", new Dictionary<string, string> { [key] = value })
            : throw Refusals.NotFound("Metadata item", key);
    }

    /// <summary>POST merges.</summary>
    public Task<Reply> Merge(Call call) => Change(call, Asked(call), (old, asked) => Union(old, asked));

    /// <summary>PUT replaces.</summary>
    public Task<Reply> Replace(Call call) => Change(call, Asked(call), (old, asked) =>
        Union(call.Caller.May("share:update_admin_only_metadata") ? [] : old.Where(o => settings.AdminOnlyMetadata.Contains(o.Key)), asked));

    /// <summary>POST of one item: the body holds exactly the key of the path.</summary>
    public Task<Reply> SetItem(Call call)
    {
        var asked = Asked(call);
        if (asked.Count != 1 || !asked.ContainsKey(call["key"])) throw Refusals.Bad($"The body must hold exactly the item '{call["key"]}'.");
        return Change(call, asked, (old, wanted) => Union(old, wanted));
    }

    /// <summary>DELETE of one item.</summary>
    public async Task<Reply> DeleteItem(Call call)
    {
        var share = await visible.ToChange(call, call["id"], "share:delete_share_metadata");
        var key = call["key"];
        if (!share.Metadata.ContainsKey(key)) throw Refusals.NotFound("Metadata item", key);
        CheckAdminOnly(call, [key]);
        await Save(call, share, old => old.Where(o => o.Key != key));
        return Reply.Empty(200);
    }

    static SortedDictionary<string, string> Asked(Call call) =>
        call.BareBody().Metadata("metadata") ?? throw Refusals.Bad("The request body must hold the object 'metadata'.");

    async Task<Reply> Change(
        Call call, SortedDictionary<string, string> asked,
        Func<IReadOnlyDictionary<string, string>, SortedDictionary<string, string>, IEnumerable<KeyValuePair<string, string>>> change)
    {
        var share = await visible.ToChange(call, call["id"], Write);
        CheckAdminOnly(call, asked.Keys.Where(k => share.Metadata.GetValueOrDefault(k) != asked[k]));
        return Reply.Map("metadata", await Save(call, share, old => change(old, asked)));
    }

    async Task<IReadOnlyDictionary<string, string>> Save(
        Call call, Share share, Func<IReadOnlyDictionary<string, string>, IEnumerable<KeyValuePair<string, string>>> change)
    {
        return await db.Transaction(async tx =>
        {
            var now = await shares.Find(tx, share.Id.Text, call.Aborted) ?? throw Refusals.NotFound("Share", share.Id.Text);
            var changed = new SortedDictionary<string, string>(change(now.Metadata).ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
            await shares.SetMetadata(tx, share.Id, changed, call.Aborted);
            return changed;
        }, call.Aborted);
    }

    void CheckAdminOnly(Call call, IEnumerable<string> keys)
    {
        if (keys.Any(settings.AdminOnlyMetadata.Contains)) call.Caller.Must("share:update_admin_only_metadata");
    }

    static IEnumerable<KeyValuePair<string, string>> Union(
        IEnumerable<KeyValuePair<string, string>> old, SortedDictionary<string, string> asked) =>
        old.Where(o => !asked.ContainsKey(o.Key)).Concat(asked);
}
