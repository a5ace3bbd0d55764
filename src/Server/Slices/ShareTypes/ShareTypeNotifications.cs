using Abaca.Server.Notifications;

namespace Abaca.Server.ShareTypes;

/// <summary>What consumers of notifications learn of share types and their extra specs.</summary>
public sealed class ShareTypeNotifications(Notifier notifier, Db db)
{
    /// <summary>Tells <c>share_type.{what}</c> in the transaction that makes it so.</summary>
    public Task Tell(Tx tx, string what, ShareType type, Call call) => notifier.Write(
        tx, new Notification("shareType", $"share_type.{what}", type.Id, Origins.Of(call.Caller), json => WriteWhole(json, type)), call.Aborted);

    /// <summary>Does it, and tells when it is refused because of how things stand; the refusal goes on.</summary>
    /// <param name="what"><c>create</c>, <c>update</c> or <c>delete</c>.</param>
    /// <param name="type">The type as it was to be.</param>
    /// <param name="call">The call.</param>
    /// <param name="work">The transaction.</param>
    public async Task Try(string what, ShareType type, Call call, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (ApiRefusal no) when (notifier.AreSent)
        {
            await db.Transaction(tx => notifier.Write(tx, Failed(what, type, call, no.Message), CancellationToken.None), CancellationToken.None);
            throw;
        }
    }

    /// <summary>Tells <c>share_type_extra_specs.{what}</c> in the transaction that makes it so.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="what"><c>create</c>, <c>update</c> or <c>delete</c>.</param>
    /// <param name="typeId">The type.</param>
    /// <param name="specs">The specs that were written, or the key of what went.</param>
    /// <param name="call">The call.</param>
    public Task TellSpecs(Tx tx, string what, string typeId, IReadOnlyDictionary<string, string> specs, Call call) => notifier.Write(
        tx, new Notification("shareTypeExtraSpecs", $"share_type_extra_specs.{what}", typeId, Origins.Of(call.Caller), json =>
        {
            json.WriteString("type_id", typeId);
            if (what == "create") WriteSpecs(json, "specs", specs);
            else json.WriteString("id", specs.Keys.Single());
        }), call.Aborted);

    static Notification Failed(string what, ShareType type, Call call, string why) =>
        new("shareType", $"share_type.{what}", type.Id, Origins.Of(call.Caller), json =>
        {
            if (what == "delete") json.WriteString("id", type.Id);
            else WriteWhole(json, type);
            json.WriteString("error_message", why);
        }) { Priority = NotificationPriority.Error };

    static void WriteWhole(Utf8JsonWriter json, ShareType type)
    {
        json.WriteStartObject("share_types");
        json.WriteString("id", type.Id);
        json.WriteString("name", type.Name);
        json.WriteString("description", type.Description);
        json.WriteBoolean("is_public", type.IsPublic);
        WriteSpecs(json, "extra_specs", type.ExtraSpecs);
        json.WriteEndObject();
    }

    static void WriteSpecs(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> specs)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in specs) json.WriteString(key, value);
        json.WriteEndObject();
    }
}
