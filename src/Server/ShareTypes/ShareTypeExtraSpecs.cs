using Abaca.Server.Data;
using Abaca.Server.Http;
using Abaca.Server.Microversions;

namespace Abaca.Server.ShareTypes;

/// <summary>The extra specs of a share type, one by one and together.</summary>
public sealed class ShareTypeExtraSpecs(ShareTypeStore types, VisibleShareTypes visible, Db db)
{
    /// <summary>GET all.</summary>
    public async Task<Reply> Index(Call call) => Reply.Map("extra_specs", (await visible.ById(call, call["id"])).ExtraSpecs);

    /// <summary>GET one.</summary>
    public async Task<Reply> Show(Call call)
    {
        var (type, key) = (await visible.ById(call, call["id"]), call["key"]);
        return type.ExtraSpecs.TryGetValue(key, out var value) ? One(key, value) : throw NotFound(key);
    }

    /// <summary>POST adds or replaces; the answer repeats what was sent.</summary>
    public async Task<Reply> Create(Call call)
    {
        var type = await visible.ById(call, call["id"]);
        var sent = call.BareBody().Find("extra_specs") ?? throw Refusals.Bad("The request body must hold the object 'extra_specs'.");
        var specs = ExtraSpecsBody.Read(sent);
        if (specs.Count == 0) throw Refusals.BadField("extra_specs", "at least one spec is required.");
        await Change(call, type, stored =>
        {
            foreach (var (key, value) in specs) stored[key] = value;
        });
        return Reply.Json(json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("extra_specs"u8);
            sent.WriteTo(json);
            json.WriteEndObject();
        });
    }

    /// <summary>PUT of one: the body holds exactly the key of the path.</summary>
    public async Task<Reply> Update(Call call)
    {
        var (type, key) = (await visible.ById(call, call["id"]), call["key"]);
        var specs = ExtraSpecsBody.Read(call.Whole());
        if (specs.Count != 1 || !specs.TryGetValue(key, out var value)) throw Refusals.Bad($"The body must hold exactly the key '{key}'.");
        await Change(call, type, stored => stored[key] = value);
        return One(key, value);
    }

    /// <summary>DELETE of one.</summary>
    public async Task<Reply> Delete(Call call)
    {
        var (type, key) = (await visible.ById(call, call["id"]), call["key"]);
        var required = key == KnownSpecs.HandlesShareServers
            || (key == KnownSpecs.SnapshotSupport && !call.Expects(Behaviour.ExplicitSnapshotSupport));
        if (required) throw Refusals.NotAllowed($"The extra spec {key} is required and cannot be deleted.");
        await Change(call, type, stored =>
        {
            if (!stored.Remove(key)) throw NotFound(key);
        });
        return Reply.Accepted;
    }

    Task Change(Call call, ShareType type, Action<SortedDictionary<string, string>> change) => db.Transaction(async tx =>
    {
        var now = await types.Find(tx, type.Id, call.Aborted) ?? throw VisibleShareTypes.NotFound(type.Id);
        var specs = new SortedDictionary<string, string>(now.ExtraSpecs.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
        change(specs);
        await types.SetExtraSpecs(tx, type.Id, specs, call.Aborted);
    }, call.Aborted);

    static Reply One(string key, string value) => Reply.Json(json =>
    {
        json.WriteStartObject();
        json.WriteString(key, value);
        json.WriteEndObject();
    });

    static ApiRefusal NotFound(string key) => Refusals.NotFound("Extra spec", key);
}
