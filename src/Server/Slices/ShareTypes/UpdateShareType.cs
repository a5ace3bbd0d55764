namespace Abaca.Server.ShareTypes;

/// <summary>PUT /types/{id}: name, description, visibility.</summary>
public sealed class UpdateShareType(ShareTypeStore types, Visible<ShareType> visible) : IUpdateOf<ShareType>
{
    const string Visibility = "share_type_access:is_public";

    /// <inheritdoc/>
    public Fields Asked(Call call) => call.Body("share_type");

    /// <inheritdoc/>
    public Task<ShareType> ToUpdate(Call call) => visible.ToName(call, call["id"]);

    /// <inheritdoc/>
    public ValueTask<ShareType?> Now(Tx tx, ShareType seen, CancellationToken ct) => types.Find(tx, seen.Id, ct);

    /// <inheritdoc/>
    public ShareType Changed(Call call, Fields asked, ShareType now)
    {
        if (!asked.Has("name") && !asked.Has("description") && !asked.Has(Visibility))
        {
            throw Refusals.Bad($"Give at least one of name, description and {Visibility}.");
        }
        return now with
        {
            Name = asked.Has("name") ? asked.Required("name") : now.Name,
            Description = asked.Text("description") ?? now.Description,
            IsPublic = asked.Flag(Visibility) ?? now.IsPublic,
        };
    }

    /// <inheritdoc/>
    public async Task Save(Tx tx, ShareType changed, CancellationToken ct)
    {
        try
        {
            if (!await types.Describe(tx, changed, ct)) throw Visible<ShareType>.NotFound(changed.Id);
        }
        catch (UniqueViolation)
        {
            throw Refusals.Conflict($"Share type {changed.Name} exists already.");
        }
    }

    /// <inheritdoc/>
    public Task<Reply> Shown(Call call, ShareType changed) =>
        Task.FromResult(ShareTypeReply.One(ShareTypeView.Of(changed, types.IsDefault(changed), forAdmin: true)));
}
