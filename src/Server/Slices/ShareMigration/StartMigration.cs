using Abaca.Server.Services;
using Abaca.Server.Shares;
using Abaca.Server.ShareTypes;

namespace Abaca.Server.ShareMigration;

/// <summary>The action migration_start: a share is to move to another pool, maybe with another type. <see cref="StartMigrationFlow"/> does the work.</summary>
public sealed class StartMigration(
    Visible<Share> visible, MigrationRows rows, ServiceStore services, ShareTypeStore types, MigrationLedger ledger, OperationQueue operations, Db db)
{
    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var share = await visible.ToRead(call, call["id"]);
        var asked = StartMigrationRequest.From(call);
        MustBeMovable(share);
        var type = await TypeFor(call, asked, share);
        var service = await ManageShare.ServiceOf(services, asked.Host, call.Aborted);
        if (asked.Host.Split('#') is not [_, { Length: > 0 }]) throw Refusals.BadField("host", $"'{asked.Host}' names no pool; write host@backend#pool.");
        Check(share, type, service);
        if (asked.Host == share.Host && (type?.Id ?? share.TypeId) == share.TypeId)
        {
            await db.Transaction(tx => rows.Shares.SetTaskState(tx, share.Id, ShareTask.Success, call.Aborted), call.Aborted);
            return Reply.Empty(200);
        }
        var destination = new PlacedInstance(
            ShareInstanceId.New(rows.Clock.GetUtcNow()), share.Id, asked.Host, service.Zone, ShareStatus.MigratingTo, type?.Id ?? share.TypeId);
        await db.Transaction(tx => Begin(tx, call, destination, asked.Required), call.Aborted);
        return Reply.Accepted;
    }

    async Task Begin(Tx tx, Call call, PlacedInstance destination, MigrationRequirements required)
    {
        var share = await rows.Shares.Find(tx, destination.ShareId, call.Aborted) ?? throw Refusals.NotFound("Share", destination.ShareId.Text);
        MustBeMovable(share);
        await MustBeAlone(tx, share, call.Aborted);
        await ledger.Charge(tx, share, destination.TypeId, call.Aborted);
        await rows.Shares.Move(tx, share.Id, ShareStatus.Migrating, [ShareStatus.Available], null, call.Aborted);
        await rows.Shares.SetTaskState(tx, share.Id, ShareTask.Starting, call.Aborted);
        await rows.Instances.Insert(tx, destination, call.Aborted);
        await operations.Start(
            tx, new StartMigrationState(share.Id.Text, required), ShareSubjects.Of(share, call.Caller), Lanes.Scheduler, call.Aborted);
    }

    static void MustBeMovable(Share share)
    {
        if (share.IsSoftDeleted) throw Refusals.Bad($"Invalid share: share {share.Id} is in the recycle bin; restore it first.");
        if (share.GroupId is { } group) throw Refusals.Bad($"Invalid share: share {share.Id} is in share group {group}; shares of groups do not move.");
        ShareTask.MustBe(share, ShareStatus.Available);
        if (share.AccessRulesStatus == "error")
        {
            throw Refusals.Bad($"Invalid share: the access rules of share {share.Id} are in error; remove or mend them first.");
        }
    }

    async Task MustBeAlone(Tx tx, Share share, CancellationToken ct)
    {
        foreach (var other in await rows.Instances.Beside(tx, share.Id, ct))
        {
            if (other.ReplicaState is not null) throw Refusals.Conflict($"Share {share.Id} has replicas; shares with replicas do not move.");
            if (other.Status == ShareStatus.MigratingTo)
            {
                throw Refusals.Bad($"Share {share.Id} was moving to {other.Host} when that was broken off; cancel it (migration_cancel) first.");
            }
        }
    }

    async Task<ShareType?> TypeFor(Call call, StartMigrationRequest asked, Share share)
    {
        if (asked.TypeId is { } wanted)
        {
            return await types.Named(wanted, call.Caller.ProjectId, call.Caller.IsAdmin, call.Aborted) is { } type && type.Id == wanted
                ? type
                : throw Refusals.BadField("new_share_type_id", $"share type {wanted} could not be found.");
        }
        return share.TypeId is { } id ? await types.ById(id, call.Aborted) : null;
    }

    static void Check(Share share, ShareType? type, Service service)
    {
        if (type is null) return;
        if (type.Id != share.TypeId)
        {
            if (type.Promises("driver_handles_share_servers"))
            {
                throw Refusals.BadField("new_share_type_id", "shares of that type lie on a share server (driver_handles_share_servers), which this service has none of.");
            }
            ShareOrigin.CheckSize(share.Size, type.Number("provisioning:min_share_size"), type.Number("provisioning:max_share_size"));
        }
        if (type.AvailabilityZones is { Count: > 0 } allowed && !allowed.Contains(service.Zone))
        {
            throw Refusals.Bad($"Share type {type.Name} is not offered in availability zone {service.Zone}; it is in {string.Join(", ", allowed)}.");
        }
    }
}

/// <summary>The rows that a move changes, and the time.</summary>
/// <param name="Shares">Shares.</param>
/// <param name="Instances">Their further instances.</param>
/// <param name="Clock">The time.</param>
public sealed record MigrationRows(ShareStore Shares, PlacedInstances Instances, TimeProvider Clock);
