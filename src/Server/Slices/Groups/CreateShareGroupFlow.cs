using Abaca.Server.Messages;
using Abaca.Server.Shares;

namespace Abaca.Server.Groups;

/// <summary>
/// A group from "creating" to "available", or to "error" with a reason its owner can read. The shares of a group that is made from a
/// group snapshot are made by the same flow and share its end: all of them, or none.
/// </summary>
public sealed class CreateShareGroupFlow(
    GroupPlacement placement, GroupDrivers drivers, ShareGroupStore groups, MemberShares members, MessageStore messages) : ResourceFlow<CreateShareGroupState>
{
    static readonly TimeSpan CopyPoll = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override IReadOnlyList<Step<CreateShareGroupState>> Steps { get; } =
    [
        new Step<CreateShareGroupState>.Decide(
            "choose a pool",
            async (tx, state, ct) => await placement.Choose(tx, state, ct) switch
            {
                { Refused: not null } none => await placement.Refuse(tx, state, none, ct),
                var choice => new StepEnd<CreateShareGroupState>.Done(state, Lane: choice.Host!.Split('#')[0]),
            },
            placement.Release),
        new Step<CreateShareGroupState>.Act(
            "make the group",
            async (state, ct) => (await drivers.Create(state.GroupId, ct)).Then(state),
            (state, ct) => drivers.Remove(state.GroupId, ct)),
        new Step<CreateShareGroupState>.Act(
            "make its shares",
            (state, ct) => MakeShares(members, state, ct),
            (state, ct) => members.Remove(state.Members, ct)),
    ];

    /// <inheritdoc/>
    public override async Task Settle(Tx tx, Settlement<CreateShareGroupState> end, CancellationToken ct)
    {
        var failed = end.Refused is not null;
        foreach (var share in end.State.Members)
        {
            if (end.Refused is { } why) await members.Failed(tx, share, ActionOf(why), why.Detail, end.RequestId, ct);
            else await members.Ready(tx, share, end.State.Made[share], ct);
        }
        if (await groups.Find(tx, end.State.GroupId, ct) is not { } group) return;
        await groups.Move(tx, group.Id, failed ? GroupStatus.Error : GroupStatus.Available, [GroupStatus.Creating], ct);
        if (end.Refused is { } refused)
        {
            await messages.Write(tx, ActionOf(refused), GroupSubjects.Message(group, end.RequestId), refused.Detail, ct);
        }
    }

    static async Task<StepEnd<CreateShareGroupState>> MakeShares(MemberShares members, CreateShareGroupState state, CancellationToken ct)
    {
        var made = state.Made.ToDictionary(StringComparer.Ordinal);
        var copying = false;
        foreach (var share in state.Members)
        {
            ct.ThrowIfCancellationRequested(); // the lease may be lost since the last call: then another worker does the rest
            switch (await members.Make(share, made.GetValueOrDefault(share), ct))
            {
                case DriverResult<CreatedShare>.Done done:
                    made[share] = done.Value;
                    copying |= !done.Value.Ready;
                    break;
                case DriverResult<CreatedShare>.Refused no:
                    return new StepEnd<CreateShareGroupState>.Refused(no.Why);
                case DriverResult<CreatedShare>.Unclear maybe:
                    return new StepEnd<CreateShareGroupState>.Unclear(maybe.Why);
            }
        }
        var now = state with { Made = made };
        return copying ? new StepEnd<CreateShareGroupState>.Wait(now, CopyPoll) : new StepEnd<CreateShareGroupState>.Done(now);
    }

    static MessageAction ActionOf(Refusal refused) => refused.Detail switch
    {
        MessageDetail.NoValidHost or (>= MessageDetail.FilterAvailability and <= MessageDetail.FilterReplication)
            or MessageDetail.FilterCreateFromSnapshot => MessageAction.AllocateHost,
        _ => MessageAction.Create,
    };
}

/// <summary>Makes the shares that come into being together with their group.</summary>
public sealed class MemberShares(ShareDrivers drivers, ShareStore shares, ExportLocationStore exports, SharePlacement placement, MessageStore messages)
{
    /// <summary>Makes a share, or asks how far its copy is; the answer is not ready while the backend still copies.</summary>
    public async Task<DriverResult<CreatedShare>> Make(string shareId, CreatedShare? before, CancellationToken ct)
    {
        if (before is null) return await drivers.Create(shareId, ct);
        if (before.Ready) return before;
        switch (await drivers.Progress(shareId, ct))
        {
            case DriverResult<int>.Done percent:
                await shares.Copied(new ShareId(shareId), Math.Clamp(percent.Value, 0, 99), ct);
                // Some backends can only say now where the share is.
                return percent.Value < 100 ? before : await drivers.Create(shareId, ct);
            case DriverResult<int>.Refused no: return new DriverResult.Refused(no.Why);
            case DriverResult<int>.Unclear maybe: return new DriverResult.Unclear(maybe.Why);
            case var other: throw new InvalidOperationException($"A driver call cannot end as {other.GetType().Name}.");
        }
    }

    /// <summary>Removes them from their backend, also those that were never made.</summary>
    public async Task<DriverResult> Remove(IReadOnlyList<string> shareIds, CancellationToken ct)
    {
        foreach (var id in shareIds)
        {
            ct.ThrowIfCancellationRequested();
            if (await drivers.Remove(id, ct) is var end and not DriverResult.Done) return end;
        }
        return new DriverResult.Done();
    }

    /// <summary>The share is there.</summary>
    public async Task Ready(Tx tx, string shareId, CreatedShare made, CancellationToken ct)
    {
        if (await shares.Find(tx, shareId, ct) is not { } share) return;
        await exports.Replace(tx, share.InstanceId, made.Exports, ct);
        await shares.Keep(tx, share.InstanceId, made, ct);
        await placement.Settled(tx, share.Id, ct);
        await shares.Move(tx, share.Id, ShareStatus.Available, [ShareStatus.Creating], "100%", ct);
    }

    /// <summary>The share will not be; its owner is told of it as of one that is made for itself.</summary>
    public async Task Failed(Tx tx, string shareId, MessageAction action, MessageDetail why, string requestId, CancellationToken ct)
    {
        if (await shares.Find(tx, shareId, ct) is not { Status: ShareStatus.Creating } share) return;
        await shares.Move(tx, share.Id, ShareStatus.Error, [ShareStatus.Creating], null, ct);
        await messages.Write(tx, action, ShareSubjects.Message(share, requestId), why, ct);
    }
}
