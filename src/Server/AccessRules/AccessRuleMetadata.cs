using Abaca.Server.Data;
using Abaca.Server.Http;
using Abaca.Server.Shares;

namespace Abaca.Server.AccessRules;

/// <summary>The metadata of access rules.</summary>
public sealed class AccessRuleMetadata(VisibleRules visible, AccessRuleStore rules, ShareSettings settings, Db db)
{
    /// <summary>PUT merges and answers with the whole.</summary>
    public async Task<Reply> Merge(Call call)
    {
        var asked = MetadataItems.Asked(call);
        var (rule, _) = await visible.ToChange(call, call["id"], "share_access_metadata:update");
        return Reply.Map("metadata", await Save(call, rule, old => settings.ForAdmins.Merging(call, old, asked)));
    }

    /// <summary>DELETE of one item.</summary>
    public async Task<Reply> DeleteItem(Call call)
    {
        var (rule, _) = await visible.ToChange(call, call["id"], "share_access_metadata:delete");
        await Save(call, rule, old => settings.ForAdmins.Without(call, old));
        return Reply.Empty(200);
    }

    Task<SortedDictionary<string, string>> Save(
        Call call, StoredRule rule, Func<IReadOnlyDictionary<string, string>, IEnumerable<KeyValuePair<string, string>>> change) =>
        db.Transaction(async tx =>
        {
            var now = await rules.Find(tx, rule.Id.Text, call.Aborted) ?? throw Refusals.NotFound("Share access rule", rule.Id.Text);
            var items = MetadataItems.Sorted(change(now.Metadata));
            await rules.SetMetadata(tx, rule.Id, items, call.Aborted);
            return items;
        }, call.Aborted);
}
