using Abaca.Server.Data;
using Abaca.Server.Http;

namespace Abaca.Server.ShareTypes;

/// <summary>PUT /types/{id}: name, description, visibility.</summary>
public sealed class UpdateShareType(ShareTypeStore types, Visible<ShareType> visible, Db db)
{
    const string Visibility = "share_type_access:is_public";

    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var asked = call.Body("share_type");
        var type = await visible.ToName(call, call["id"]);
        if (!asked.Has("name") && !asked.Has("description") && !asked.Has(Visibility))
        {
            throw Refusals.Bad($"Give at least one of name, description and {Visibility}.");
        }
        var changed = type with
        {
            Name = asked.Has("name") ? asked.Required("name") : type.Name,
            Description = asked.Text("description") ?? type.Description,
            IsPublic = asked.Flag(Visibility) ?? type.IsPublic,
        };
        try
        {
            if (!await db.Transaction(tx => types.Describe(tx, changed, call.Aborted), call.Aborted)) throw Visible<ShareType>.NotFound(type.Id);
        }
        catch (UniqueViolation)
        {
            throw Refusals.Conflict($"Share type {changed.Name} exists already.");
        }
        return ShareTypeReply.One(ShareTypeView.Of(changed, types.IsDefault(changed), forAdmin: true));
    }
}
