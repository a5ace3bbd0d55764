namespace Abaca.Server.Shares;

/// <summary>Makes views of shares that are there already, with what only some clients see.</summary>
public sealed class ShareViews(ExportLocationStore exports)
{
    /// <summary>One share.</summary>
    public async Task<ShareView> Of(Call call, Share share) => (await Of(call, [share]))[0];

    /// <summary>Several. Only clients from before 2.9 read paths in the share itself; nobody else pays for the look-up.</summary>
    public async Task<List<ShareView>> Of(Call call, List<Share> shares)
    {
        if (call.Expects(Behaviour.ExportLocationsApart) || shares.Count == 0) return shares.ConvertAll(ShareView.Of);
        var locations = (await exports.Of(shares.Select(s => s.InstanceId), call.Aborted))
            .Where(e => !e.AdminOnly || call.Caller.IsAdmin)
            .ToLookup(e => e.InstanceId, e => e.Path);
        return shares.ConvertAll(s => ShareView.Of(s) with { Exports = [.. locations[s.InstanceId.Text]] });
    }
}
