namespace Abaca.Server.Quotas;

/// <summary>PUT and DELETE /quota-sets/{id}: all limits of a request are set, or none.</summary>
public sealed class UpdateQuotas(QuotaLimitStore limits, QuotaTarget target, Db db)
{
    /// <summary>PUT.</summary>
    public async Task<Reply> Update(Call call)
    {
        var scope = await target.Of(call, "quota_set:update");
        var body = call.Body("quota_set");
        var wanted = Wanted(body, ["id", "tenant_id", "force"], unknownIsRefused: true);
        if (wanted.Count == 0) throw Refusals.Bad("Give at least one quota to set.");
        if (scope.IsOfType && wanted.Keys.FirstOrDefault(r => !r.OfTypes) is { } other)
        {
            throw Refusals.BadField(other.Name, "a share type has no such quota.");
        }
        var force = body.Flag("force") ?? false;
        await db.Transaction(async tx =>
        {
            var standing = await limits.Standing(tx, scope, call.Aborted);
            foreach (var (resource, limit) in wanted)
            {
                if (!force) await CheckBounds(tx, scope, standing, resource, limit, call.Aborted);
                await limits.Set(tx, scope, resource, limit, call.Aborted);
            }
        }, call.Aborted);
        return Reply.One(QuotaSetView.Of(scope, await limits.Standing(scope, call.Aborted), id: null, detailed: false));
    }

    /// <summary>DELETE: the scope has no limits of its own any more.</summary>
    public async Task<Reply> Delete(Call call)
    {
        var scope = await target.Of(call, "quota_set:delete");
        await db.Transaction(tx => limits.Reset(tx, scope, call.Aborted), call.Aborted);
        return Reply.Accepted;
    }

    /// <summary>Reads the quotas of a body. Empty ones are left as they are.</summary>
    internal static Dictionary<QuotaResource, long> Wanted(Fields body, string[] ignored, bool unknownIsRefused)
    {
        var wanted = new Dictionary<QuotaResource, long>();
        foreach (var name in body.Names.Except(ignored, StringComparer.Ordinal))
        {
            if (QuotaResource.Named(name) is not { } resource)
            {
                if (unknownIsRefused) throw Refusals.Bad($"There is no quota '{name}'.");
                continue;
            }
            if (body.Find(name) is not { } value || (value.ValueKind == JsonValueKind.String && value.ValueEquals(""))) continue;
            wanted[resource] = body.Number(name)!.Value switch
            {
                >= -1 and <= int.MaxValue and var limit => limit,
                var limit => throw Refusals.BadField(name, string.Create(CultureInfo.InvariantCulture, $"{limit} is not a limit: give -1 for none, or 0 to {int.MaxValue}.")),
            };
        }
        return wanted;
    }

    async Task CheckBounds(Tx tx, QuotaScope scope, QuotaStanding standing, QuotaResource resource, long limit, CancellationToken ct)
    {
        var least = standing.Use(scope, resource);
        if (scope.IsOfProject) least = Math.Max(least, await limits.GrantedToUsers(tx, scope.ProjectId, resource, ct));
        if (limit >= 0 && limit < least)
        {
            throw Refusals.BadField(resource.Name, string.Create(CultureInfo.InvariantCulture,
                $"{limit} is less than the {least} in use or given to users; force sets it all the same."));
        }
        if (scope.IsOfProject) return;
        var most = standing.Limit(QuotaScope.Project(scope.ProjectId), resource);
        if (most >= 0 && (limit < 0 || limit > most))
        {
            throw Refusals.BadField(resource.Name, string.Create(CultureInfo.InvariantCulture,
                $"{limit} is more than the project's {most}; force sets it all the same."));
        }
    }
}
