using Abaca.Server.ShareTypes;

namespace Abaca.Server.Groups;

/// <summary>Share group types: GET of all, of one and of the default one, POST and DELETE.</summary>
public sealed class ShareGroupTypes(
    Visible<ShareGroupType> visible, ShareGroupTypeStore types, ShareGroupStore groups, ShareTypeStore shareTypes, Db db, TimeProvider clock)
{
    /// <summary>The list: tenants see what they may use; admins choose by <c>is_public</c>.</summary>
    public async Task<Reply> Index(Call call)
    {
        var (query, caller) = (call.Query, call.Caller);
        var wanted = caller.IsAdmin ? Visibility(query) : true;
        var specs = query.Map("group_specs") ?? new Dictionary<string, string>();
        var found = wanted switch
        {
            true => await types.All(caller.ProjectId, null, call.Aborted),
            _ => await types.All(null, wanted, call.Aborted),
        };
        return Reply.Many(
            [.. found.Where(t => specs.All(s => t.Specs.TryGetValue(s.Key, out var value) && value == s.Value)).Select(ViewOf)],
            Microversions.ViewForm.Show);
    }

    /// <summary>One type.</summary>
    public async Task<Reply> Show(Call call) => Reply.One(ViewOf(await visible.ToName(call, call["id"])));

    /// <summary>The type of groups that name none.</summary>
    public async Task<Reply> Default(Call call) => Reply.One(ViewOf(await types.Default(call.Aborted)
        ?? throw new ApiRefusal(404, "There is no default share group type: option default_share_group_type is not set, or names a type that does not exist.")));

    /// <summary>POST.</summary>
    public async Task<Reply> Create(Call call)
    {
        var asked = call.Body("share_group_type");
        var type = new ShareGroupType(
            Guid.NewGuid().ToString(), asked.Required("name"), asked.Flag("is_public") ?? true, Specs(asked), await ShareTypesOf(call, asked), clock.GetUtcNow(), null);
        try
        {
            await db.Transaction(tx => types.Insert(tx, type, call.Aborted), call.Aborted);
        }
        catch (UniqueViolation)
        {
            throw Refusals.Conflict($"Share group type {type.Name} exists already.");
        }
        return Reply.One(ViewOf(type));
    }

    /// <summary>DELETE: not while a group has the type.</summary>
    public async Task<Reply> Delete(Call call)
    {
        var type = await visible.ToName(call, call["id"]);
        await db.Transaction(async tx =>
        {
            if (await groups.UsesType(tx, type.Id, call.Aborted)) throw Refusals.Bad($"Share group type {type.Id} is in use: share groups have it.");
            if (!await types.Remove(tx, type.Id, call.Aborted)) throw Refusals.NotFound("Share group type", type.Id);
        }, call.Aborted);
        return Reply.Empty(204);
    }

    /// <summary>The type of a new group: the one that is named, or the default one when the id is empty.</summary>
    /// <exception cref="ApiRefusal">404: no such type; 400: there is no default.</exception>
    internal async Task<ShareGroupType> Chosen(Call call, string id) => id.Length > 0
        ? await visible.ToName(call, id)
        : await types.Default(call.Aborted)
            ?? throw Refusals.BadField("share_group_type_id", "it is required, since there is no default (option default_share_group_type).");

    ShareGroupTypeView ViewOf(ShareGroupType type) => new(type, types.IsDefault(type));

    static SortedDictionary<string, string> Specs(Fields asked) =>
        asked.Find(ShareGroupTypeParts.SpecsKey) is { } specs ? SpecsBody.Read(specs, ShareGroupTypeParts.SpecsKey, static (_, value) => value) : new SortedDictionary<string, string>(StringComparer.Ordinal);

    async Task<IReadOnlyList<string>> ShareTypesOf(Call call, Fields asked)
    {
        var named = asked.Texts("share_types");
        if (named is not { Count: > 0 }) throw Refusals.BadField("share_types", "at least one share type is required.");
        var ids = new List<string>();
        foreach (var name in named)
        {
            var type = await shareTypes.Named(name, call.Caller.ProjectId, call.Caller.IsAdmin, call.Aborted) ?? throw Refusals.NotFound("Share type", name);
            if (!ids.Contains(type.Id)) ids.Add(type.Id);
        }
        return ids;
    }

    // Null: all of them.
    static bool? Visibility(Query query)
    {
        var text = query.Text("is_public");
        if (text is null) return true;
        if (text.ToLowerInvariant() is "all" or "none") return null;
        return Flags.Parse(text) ?? throw Refusals.BadField("is_public", $"'{text}' is neither true nor false nor all.");
    }
}
