using Abaca.Server.Notifications;

namespace Abaca.Server.Shares;

/// <summary>
/// What consumers of notifications learn of shares, in the transaction that makes it so: <c>share.create.start</c> and the like, and <c>scheduler.create_share</c> and
/// the like when no pool is found.
/// </summary>
public sealed class ShareNotifications(Notifier notifier, ShareStore shares)
{
    /// <summary>Tells <c>share.{what}</c> of a share as it is in this transaction.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="what">For example <c>create.end</c>.</param>
    /// <param name="id">The share.</param>
    /// <param name="ct">Cancellation.</param>
    /// <param name="by">Who asked; null: whose operation is at work on the share.</param>
    public async Task Tell(Tx tx, string what, ShareId id, CancellationToken ct, Caller? by = null)
    {
        if (!notifier.AreSent || await shares.Find(tx, id, ct) is not { } share) return;
        await notifier.Write(tx, new Notification("share", $"share.{what}", id.Text, await OriginOf(tx, share, by, ct), json => Write(json, share)), ct);
    }

    /// <summary>Tells <c>share.{what}</c> when a step is done; answers with the step's end.</summary>
    public async Task<StepEnd<TState>> TellDone<TState>(Tx tx, string what, string share, StepEnd<TState> end, CancellationToken ct) where TState : class
    {
        if (end is StepEnd<TState>.Done) await Tell(tx, what, new ShareId(share), ct);
        return end;
    }

    /// <summary>Tells <c>scheduler.{method}</c>: there is no pool for it.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="method">What was asked of the scheduler.</param>
    /// <param name="id">The share.</param>
    /// <param name="why">Why there is none.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task Unplaced(Tx tx, string method, ShareId id, Refusal why, CancellationToken ct)
    {
        if (!notifier.AreSent || await shares.Find(tx, id, ct) is not { } share) return;
        var origin = await OriginOf(tx, share, null, ct);
        await notifier.Write(tx, new Notification("scheduler", $"scheduler.{method}", id.Text, origin, json => Write(json, share, method, why)) { Priority = NotificationPriority.Error }, ct);
    }

    async ValueTask<NotificationOrigin> OriginOf(Tx tx, Share share, Caller? by, CancellationToken ct) => by is not null
        ? Origins.Of(by)
        : new NotificationOrigin(await RequestOfWork.Of(tx, share.Id.Text, ct), share.UserId, share.ProjectId);

    static void Write(Utf8JsonWriter json, Share share)
    {
        json.WriteString("share_id", share.Id.Text);
        json.WriteString("user_id", share.UserId);
        json.WriteString("project_id", share.ProjectId);
        json.WriteString("snapshot_id", share.SnapshotId);
        json.WriteString("share_group_id", share.GroupId);
        json.WriteNumber("size", share.Size);
        json.WriteString("name", share.Name);
        json.WriteString("description", share.Description);
        json.WriteString("proto", share.Protocol);
        json.WriteBoolean("is_public", share.IsPublic);
        json.WriteString("availability_zone", share.AvailabilityZone);
        json.WriteString("host", share.Host);
        json.WriteString("status", share.Status);
        json.WriteString("share_type_id", share.TypeId);
        json.WriteString("share_type", share.TypeName);
    }

    static void Write(Utf8JsonWriter json, Share share, string method, Refusal why)
    {
        json.WriteStartObject("request_spec");
        json.WriteString("share_id", share.Id.Text);
        json.WriteString("share_proto", share.Protocol);
        json.WriteString("snapshot_id", share.SnapshotId);
        json.WriteString("share_group_id", share.GroupId);
        json.WriteStartObject("share_type");
        json.WriteString("id", share.TypeId);
        json.WriteString("name", share.TypeName);
        json.WriteEndObject();
        WriteProperties(json, share);
        json.WriteEndObject();
        WriteProperties(json, share);
        json.WriteString("share_id", share.Id.Text);
        json.WriteStartObject("state");
        if (share.TaskState is { } task) json.WriteString("task_state", task);
        else json.WriteString("status", share.Status);
        json.WriteEndObject();
        json.WriteString("method", method);
        json.WriteString("reason", why.Text);
    }

    static void WriteProperties(Utf8JsonWriter json, Share share)
    {
        json.WriteStartObject("share_properties");
        json.WriteNumber("size", share.Size);
        json.WriteString("user_id", share.UserId);
        json.WriteString("project_id", share.ProjectId);
        json.WriteString("snapshot_id", share.SnapshotId);
        json.WriteString("share_type_id", share.TypeId);
        json.WriteString("display_name", share.Name);
        json.WriteString("display_description", share.Description);
        json.WriteString("share_proto", share.Protocol);
        json.WriteBoolean("is_public", share.IsPublic);
        json.WriteString("availability_zone", share.AvailabilityZone);
        json.WriteEndObject();
    }
}
