using Abaca.Server.Http;
using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>The metadata of snapshots. Keys that only admins may change survive the others' replacing.</summary>
public sealed class SnapshotMetadata(VisibleSnapshots visible, SnapshotStore snapshots, ShareSettings settings, SnapshotWork work)
{
    const string Read = "share_snapshot:get_metadata";
    const string Write = "share_snapshot:update_metadata";
    const string AdminOnly = "share:update_admin_only_metadata";

    /// <summary>GET the whole.</summary>
    public async Task<Reply> Show(Call call) => Reply.Map("metadata", (await visible.ToRead(call, call["id"], Read)).Metadata);

    /// <summary>GET one item.</summary>
    public async Task<Reply> ShowItem(Call call) => MetadataItems.One(call, (await visible.ToRead(call, call["id"], Read)).Metadata);

    /// <summary>POST merges and, unlike that of shares, answers with the items sent.</summary>
    public Task<Reply> Merge(Call call) => Merge(call, MetadataItems.Asked(call));

    /// <summary>PUT replaces.</summary>
    public async Task<Reply> Replace(Call call) => Reply.Map("metadata", await Change(call, MetadataItems.Asked(call), (old, asked) =>
        MetadataItems.Union(call.Caller.May(AdminOnly) ? [] : old.Where(o => settings.AdminOnlyMetadata.Contains(o.Key)), asked)));

    /// <summary>POST of one item: the body holds exactly the key of the path.</summary>
    public Task<Reply> SetItem(Call call) => Merge(call, MetadataItems.AskedItem(call));

    /// <summary>DELETE of one item.</summary>
    public async Task<Reply> DeleteItem(Call call)
    {
        var snapshot = await visible.ToChange(call, call["id"], "share_snapshot:delete_metadata");
        _ = MetadataItems.Without(call, snapshot.Metadata);
        CheckAdminOnly(call, [call["key"]]);
        await Save(call, snapshot, old => MetadataItems.Without(call, old));
        return Reply.Empty(200);
    }

    async Task<Reply> Merge(Call call, SortedDictionary<string, string> asked)
    {
        await Change(call, asked, MetadataItems.Union);
        return Reply.Map("metadata", asked);
    }

    async Task<IReadOnlyDictionary<string, string>> Change(
        Call call, SortedDictionary<string, string> asked,
        Func<IEnumerable<KeyValuePair<string, string>>, SortedDictionary<string, string>, IEnumerable<KeyValuePair<string, string>>> change)
    {
        var snapshot = await visible.ToChange(call, call["id"], Write);
        CheckAdminOnly(call, asked.Keys.Where(k => snapshot.Metadata.GetValueOrDefault(k) != asked[k]));
        return await Save(call, snapshot, old => change(old, asked));
    }

    Task<SortedDictionary<string, string>> Save(
        Call call, Snapshot snapshot, Func<IReadOnlyDictionary<string, string>, IEnumerable<KeyValuePair<string, string>>> change) =>
        work.Db.Transaction(async tx =>
        {
            var now = await snapshots.Find(tx, snapshot.Id.Text, call.Aborted) ?? throw Refusals.NotFound("Snapshot", snapshot.Id.Text);
            var changed = MetadataItems.Sorted(change(now.Metadata));
            await snapshots.SetMetadata(tx, snapshot.Id, changed, call.Aborted);
            return changed;
        }, call.Aborted);

    void CheckAdminOnly(Call call, IEnumerable<string> keys)
    {
        if (keys.Any(settings.AdminOnlyMetadata.Contains)) call.Caller.Must(AdminOnly);
    }
}
