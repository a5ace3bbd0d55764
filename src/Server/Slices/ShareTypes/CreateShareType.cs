namespace Abaca.Server.ShareTypes;

/// <summary>POST /types.</summary>
public sealed class CreateShareType(ShareTypeStore types, ShareTypeNotifications told, Db db, TimeProvider clock)
{
    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var asked = call.BareBody().Has("share_type") ? call.Body("share_type") : call.Body("volume_type");
        var specs = SpecsBody.Read(asked.Find(ShareTypeParts.SpecsKey), ShareTypeParts.SpecsKey, KnownSpecs.Stored);
        if (!specs.ContainsKey(KnownSpecs.HandlesShareServers))
        {
            throw Refusals.BadField("extra_specs", $"{KnownSpecs.HandlesShareServers} is required: true or false.");
        }
        if (!call.Expects(Behaviour.ExplicitSnapshotSupport)) specs.TryAdd(KnownSpecs.SnapshotSupport, "True");
        var type = new ShareType(
            Guid.NewGuid().ToString(), asked.Required("name"), asked.Text("description"), IsPublic(asked), specs, clock.GetUtcNow(), null);
        await told.Try("create", type, call, () => Insert(type, call));
        return ShareTypeReply.One(ShareTypeView.Of(type, types.IsDefault(type), forAdmin: true) with { RequiredAsSent = RequiredAsSent(asked) });
    }

    async Task Insert(ShareType type, Call call)
    {
        try
        {
            await db.Transaction(async tx =>
            {
                await types.Insert(tx, type, call.Aborted);
                await told.Tell(tx, "create", type, call);
            }, call.Aborted);
        }
        catch (UniqueViolation)
        {
            throw Refusals.Conflict($"Share type {type.Name} exists already.");
        }
    }

    static bool IsPublic(Fields asked) => asked.Flag("os-share-type-access:is_public") ?? asked.Flag("share_type_access:is_public") ?? true;

    static bool? RequiredAsSent(Fields asked) => asked.Find("extra_specs")!.Value.GetProperty(KnownSpecs.HandlesShareServers).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
