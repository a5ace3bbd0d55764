using Abaca.Server.Http;
using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>The metadata of snapshots. Keys that only admins may change survive the others' replacing.</summary>
public sealed class SnapshotMetadata(VisibleSnapshots visible, SnapshotStore snapshots, ShareSettings settings, SnapshotWork work)
{
    const string Read = "share_snapshot:get_metadata";
    const string Write = "share_snapshot:update_metadata";

    /// <summary>GET the whole.</summary>
    public async Task<Reply> Show(Call call) => Reply.Map("metadata", (await visible.ToRead(call, call["id"], Read)).Metadata);

    /// <summary>GET one item.</summary>
    public async Task<Reply> ShowItem(Call call) => MetadataItems.One(call, (await visible.ToRead(call, call["id"], Read)).Metadata);

    /// <summary>POST merges and, unlike that of shares, answers with the items sent.</summary>
    public Task<Reply> Merge(Call call) => Merge(call, MetadataItems.Asked(call));

    /// <summary>PUT replaces.</summary>
    public async Task<Reply> Replace(Call call) =>
        Reply.Map("metadata", await Change(call, MetadataItems.Asked(call), settings.ForAdmins.Replacing));

    /// <summary>POST of one item: the body holds exactly the key of the path.</summary>
    public Task<Reply> SetItem(Call call) => Merge(call, MetadataItems.AskedItem(call));

    /// <summary>DELETE of one item.</summary>
    public async Task<Reply> DeleteItem(Call call)
    {
        var snapshot = await visible.ToChange(call, call["id"], "share_snapshot:delete_metadata");
        await Save(call, snapshot, old => settings.ForAdmins.Without(call, old));
        return Reply.Empty(200);
    }

    async Task<Reply> Merge(Call call, SortedDictionary<string, string> asked)
    {
        await Change(call, asked, settings.ForAdmins.Merging);
        return Reply.Map("metadata", asked);
    }

    async Task<IReadOnlyDictionary<string, string>> Change(
        Call call, SortedDictionary<string, string> asked,
        Func<Call, IReadOnlyDictionary<string, string>, SortedDictionary<string, string>, IEnumerable<KeyValuePair<string, string>>> change)
    {
        var snapshot = await visible.ToChange(call, call["id"], Write);
        return await Save(call, snapshot, old => change(call, old, asked));
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
}
