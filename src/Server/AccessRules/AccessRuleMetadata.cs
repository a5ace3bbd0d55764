using Abaca.Server.Data;
using Abaca.Server.Http;

namespace Abaca.Server.AccessRules;

/// <summary>The metadata of access rules.</summary>
public sealed class AccessRuleMetadata(VisibleRules visible, AccessRuleStore rules, Db db)
{
    /// <summary>PUT merges and answers with the whole.</summary>
    public async Task<Reply> Merge(Call call)
    {
        var asked = call.BareBody().Metadata("metadata") ?? throw Refusals.Bad("The request body must hold the object 'metadata'.");
        var (rule, _) = await visible.ToChange(call, call["id"], "share_access_metadata:update");
        var merged = await Save(call, rule, items =>
        {
            foreach (var (key, value) in asked) items[key] = value;
        });
        return Reply.Map("metadata", merged);
    }

    /// <summary>DELETE of one item.</summary>
    public async Task<Reply> DeleteItem(Call call)
    {
        var (rule, _) = await visible.ToChange(call, call["id"], "share_access_metadata:delete");
        var key = call["key"];
        await Save(call, rule, items =>
        {
            if (!items.Remove(key)) throw Refusals.NotFound("Metadata item", key);
        });
        return Reply.Empty(200);
    }

    Task<SortedDictionary<string, string>> Save(Call call, StoredRule rule, Action<SortedDictionary<string, string>> change) =>
        db.Transaction(async tx =>
        {
            var now = await rules.Find(tx, rule.Id.Text, call.Aborted) ?? throw Refusals.NotFound("Share access rule", rule.Id.Text);
            var items = new SortedDictionary<string, string>(now.Metadata.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
            change(items);
            await rules.SetMetadata(tx, rule.Id, items, call.Aborted);
            return items;
        }, call.Aborted);
}
