using System.Text.Json;
using Abaca.Server.Data;
using Abaca.Server.Http;
using Abaca.Server.ShareTypes;

namespace Abaca.Server.Groups;

/// <summary>The specs of a share group type, one by one and together.</summary>
public sealed class GroupSpecs(ShareGroupTypeStore types, ShareGroupTypes visible, Db db)
{
    const string Envelope = "group_specs";

    /// <summary>GET all.</summary>
    public async Task<Reply> Index(Call call) => Reply.Map(Envelope, (await visible.Visible(call)).Specs);

    /// <summary>GET one.</summary>
    public async Task<Reply> Show(Call call)
    {
        var (type, key) = (await visible.Visible(call), call["key"]);
        return type.Specs.TryGetValue(key, out var value) ? One(key, value) : throw NotFound(key);
    }

    /// <summary>POST adds or replaces; the answer repeats what was sent.</summary>
    public async Task<Reply> Create(Call call)
    {
        var type = await visible.Visible(call);
        var sent = call.BareBody().Find(Envelope) ?? throw Refusals.Bad($"The request body must hold the object '{Envelope}'.");
        var specs = Read(sent);
        if (specs.Count == 0) throw Refusals.BadField(Envelope, "at least one spec is required.");
        await Change(call, type, stored =>
        {
            foreach (var (key, value) in specs) stored[key] = value;
        });
        return Reply.Json(json =>
        {
            json.WriteStartObject();
            json.WritePropertyName(Envelope);
            sent.WriteTo(json);
            json.WriteEndObject();
        });
    }

    /// <summary>PUT of one: the body holds exactly the key of the path.</summary>
    public async Task<Reply> Update(Call call)
    {
        var (type, key) = (await visible.Visible(call), call["key"]);
        var specs = Read(call.Whole());
        if (specs.Count != 1 || !specs.TryGetValue(key, out var value)) throw Refusals.Bad($"The body must hold exactly the key '{key}'.");
        await Change(call, type, stored => stored[key] = value);
        return One(key, value);
    }

    /// <summary>DELETE of one.</summary>
    public async Task<Reply> Delete(Call call)
    {
        var (type, key) = (await visible.Visible(call), call["key"]);
        await Change(call, type, stored =>
        {
            if (!stored.Remove(key)) throw NotFound(key);
        });
        return Reply.Empty(204);
    }

    /// <summary>Specs of a request, as they are stored: booleans become <c>True</c> and <c>False</c>.</summary>
    internal static SortedDictionary<string, string> Read(JsonElement? json) => ExtraSpecsBody.Read(json, Envelope, static (_, value) => value);

    Task Change(Call call, ShareGroupType type, Action<SortedDictionary<string, string>> change) => db.Transaction(async tx =>
    {
        var now = await types.Find(tx, type.Id, call.Aborted) ?? throw Refusals.NotFound("Share group type", type.Id);
        var specs = new SortedDictionary<string, string>(now.Specs.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
        change(specs);
        await types.SetSpecs(tx, type.Id, specs, call.Aborted);
    }, call.Aborted);

    static Reply One(string key, string value) => Reply.Json(json =>
    {
        json.WriteStartObject();
        json.WriteString(key, value);
        json.WriteEndObject();
    });

    static ApiRefusal NotFound(string key) => Refusals.NotFound("Group spec", key);
}
