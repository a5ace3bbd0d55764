using Abaca.Server.Data;
using Abaca.Server.Http;
using Abaca.Server.Shares;

namespace Abaca.Server.Replicas;

/// <summary>The metadata of replicas.</summary>
public sealed class ReplicaMetadata(VisibleReplicas visible, ShareInstanceStore instances, Db db)
{
    const string Read = "share_replica:get_metadata";
    const string Write = "share_replica:update_metadata";

    /// <summary>GET the whole.</summary>
    public async Task<Reply> Show(Call call) => Reply.Map("metadata", (await visible.ToRead(call, call["id"], Read)).Metadata);

    /// <summary>GET one item.</summary>
    public async Task<Reply> ShowItem(Call call)
    {
        var replica = await visible.ToRead(call, call["id"], Read);
        var key = call["key"];
        return replica.Metadata.TryGetValue(key, out var value)
            ? Reply.Map("meta", new Dictionary<string, string> { [key] = value })
            : throw Refusals.NotFound("Metadata item", key);
    }

    /// <summary>POST merges, and answers with the items sent.</summary>
    public async Task<Reply> Merge(Call call)
    {
        var asked = Asked(call);
        await Save(call, Write, old => old.Where(o => !asked.ContainsKey(o.Key)).Concat(asked));
        return Reply.Map("metadata", asked);
    }

    /// <summary>PUT replaces.</summary>
    public async Task<Reply> Replace(Call call)
    {
        var asked = Asked(call);
        return Reply.Map("metadata", await Save(call, Write, _ => asked));
    }

    /// <summary>POST of one item: the body holds exactly the key of the path.</summary>
    public Task<Reply> SetItem(Call call)
    {
        var asked = Asked(call);
        return asked.Count == 1 && asked.ContainsKey(call["key"])
            ? Merge(call)
            : throw Refusals.Bad($"The body must hold exactly the item '{call["key"]}'.");
    }

    /// <summary>DELETE of one item.</summary>
    public async Task<Reply> DeleteItem(Call call)
    {
        var key = call["key"];
        await Save(call, "share_replica:delete_metadata", old => old.Any(o => o.Key == key)
            ? old.Where(o => o.Key != key)
            : throw Refusals.NotFound("Metadata item", key));
        return Reply.Empty(200);
    }

    static SortedDictionary<string, string> Asked(Call call) =>
        call.BareBody().Metadata("metadata") ?? throw Refusals.Bad("The request body must hold the object 'metadata'.");

    async Task<SortedDictionary<string, string>> Save(
        Call call, string rule, Func<IReadOnlyDictionary<string, string>, IEnumerable<KeyValuePair<string, string>>> change)
    {
        var replica = await visible.ToChange(call, call["id"], rule);
        return await db.Transaction(async tx =>
        {
            var now = await instances.Metadata(tx, replica.Share.InstanceId, call.Aborted);
            var changed = new SortedDictionary<string, string>(change(now).ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
            await instances.SetMetadata(tx, replica.Share.InstanceId, changed, call.Aborted);
            return changed;
        }, call.Aborted);
    }
}
