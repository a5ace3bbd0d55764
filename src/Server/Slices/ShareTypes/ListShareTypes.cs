namespace Abaca.Server.ShareTypes;

/// <summary>GET /types, /types/{id} and /types/default.</summary>
public sealed class ListShareTypes(ShareTypeStore types, Visible<ShareType> visible)
{
    /// <summary>The list: tenants see what they may use; admins choose by <c>is_public</c>.</summary>
    public async Task<Reply> Index(Call call)
    {
        var (query, caller) = (call.Query, call.Caller);
        var wanted = caller.IsAdmin ? Visibility(query) : true;
        var specs = query.Map("extra_specs") ?? new Dictionary<string, string>();
        var catalog = await types.All(call.Aborted);
        var views = catalog.Types
            .Where(t => wanted switch
            {
                true => catalog.MayUse(t, caller.ProjectId),
                false => !t.IsPublic,
                null => true,
            })
            .Select(t => ViewOf(t, call))
            .Where(v => specs.All(s => v.Specs.TryGetValue(s.Key, out var value) && value == s.Value));
        return ShareTypeReply.Many([.. views]);
    }

    /// <summary>One type.</summary>
    public async Task<Reply> Show(Call call) => ShareTypeReply.One(ViewOf(await visible.ToName(call, call["id"]), call));

    /// <summary>The type of shares that name none.</summary>
    public async Task<Reply> Default(Call call)
    {
        var type = await types.Default(call.Aborted)
            ?? throw new ApiRefusal(404, "There is no default share type: option default_share_type is not set, or names a type that does not exist.");
        return ShareTypeReply.One(ViewOf(type, call));
    }

    ShareTypeView ViewOf(ShareType type, Call call) => ShareTypeView.Of(type, types.IsDefault(type), call.Caller.IsAdmin);

    // Null: all of them.
    static bool? Visibility(Query query)
    {
        var text = query.Text("is_public");
        if (text is null) return true;
        if (text.ToLowerInvariant() is "all" or "none") return null;
        return Flags.Parse(text) ?? throw Refusals.BadField("is_public", $"'{text}' is neither true nor false nor all.");
    }
}
