using Abaca.Server.Scheduling;
using Abaca.Server.ShareTypes;

namespace Abaca.Server.Services;

/// <summary>GET /scheduler-stats/pools and …/detail: the pools of services that are up and enabled.</summary>
public sealed class ListPools(PoolLedger pools, ShareTypeStore types)
{
    /// <summary>Names alone.</summary>
    public Task<Reply> Index(Call call) => List(call, ViewForm.Summary);

    /// <summary>With capabilities.</summary>
    public Task<Reply> Detail(Call call) => List(call, ViewForm.Detail);

    async Task<Reply> List(Call call, ViewForm form)
    {
        var wanted = await Asked(call);
        var all = await pools.All(call.Aborted);
        return Reply.Many(
            [.. all.Where(p => p.Service is { IsUp: true, IsEnabled: true } && wanted.Matches(p)).Select(p => new PoolView(p, HostName.Of(p.Host)))],
            form);
    }

    async Task<PoolQuery> Asked(Call call)
    {
        var query = call.Query;
        var filters = query.Names.ToDictionary(n => n, n => query.Text(n) ?? "", StringComparer.Ordinal);
        ShareType? type = null;
        if (call.Expects(Behaviour.PoolsOfType) && filters.Remove("share_type", out var name))
        {
            type = await types.Named(name, call.Caller.ProjectId, call.Caller.IsAdmin, call.Aborted)
                ?? throw Refusals.BadField("share_type", $"there is no share type '{name}'.");
        }
        try
        {
            return PoolQuery.Of(filters, type?.ExtraSpecs);
        }
        catch (FormatException wrong)
        {
            throw Refusals.Bad(wrong.Message);
        }
    }
}
