using Abaca.Server.Data;
using Abaca.Server.Http;
using Abaca.Server.Shares;

namespace Abaca.Server.Replicas;

/// <summary>The metadata of replicas.</summary>
public sealed class ReplicaMetadata(VisibleReplicas visible, ShareInstanceStore instances, ShareSettings settings, Db db)
{
    const string Read = "share_replica:get_metadata";
    const string Write = "share_replica:update_metadata";

    /// <summary>GET the whole.</summary>
    public async Task<Reply> Show(Call call) => Reply.Map("metadata", (await visible.ToRead(call, call["id"], Read)).Metadata);

    /// <summary>GET one item.</summary>
    public async Task<Reply> ShowItem(Call call) => MetadataItems.One(call, (await visible.ToRead(call, call["id"], Read)).Metadata);

    /// <summary>POST merges, and answers with the items sent.</summary>
    public Task<Reply> Merge(Call call) => Merge(call, MetadataItems.Asked(call));

    /// <summary>PUT replaces.</summary>
    public async Task<Reply> Replace(Call call)
    {
        var asked = MetadataItems.Asked(call);
        return Reply.Map("metadata", await Save(call, Write, old => settings.ForAdmins.Replacing(call, old, asked)));
    }

    /// <summary>POST of one item: the body holds exactly the key of the path.</summary>
    public Task<Reply> SetItem(Call call) => Merge(call, MetadataItems.AskedItem(call));

    /// <summary>DELETE of one item.</summary>
    public async Task<Reply> DeleteItem(Call call)
    {
        await Save(call, "share_replica:delete_metadata", old => settings.ForAdmins.Without(call, old));
        return Reply.Empty(200);
    }

    async Task<Reply> Merge(Call call, SortedDictionary<string, string> asked)
    {
        await Save(call, Write, old => settings.ForAdmins.Merging(call, old, asked));
        return Reply.Map("metadata", asked);
    }

    async Task<SortedDictionary<string, string>> Save(
        Call call, string rule, Func<IReadOnlyDictionary<string, string>, IEnumerable<KeyValuePair<string, string>>> change)
    {
        var replica = await visible.ToChange(call, call["id"], rule);
        return await db.Transaction(async tx =>
        {
            var now = await instances.Metadata(tx, replica.Share.InstanceId, call.Aborted);
            var changed = MetadataItems.Sorted(change(now));
            await instances.SetMetadata(tx, replica.Share.InstanceId, changed, call.Aborted);
            return changed;
        }, call.Aborted);
    }
}
