namespace Abaca.Client;

/// <summary>Whose quotas: a project's, or those of one user or one share type within it.</summary>
/// <param name="ProjectId">The project.</param>
/// <param name="UserId">A user of it.</param>
/// <param name="ShareType">Name or id of a share type; from 2.39.</param>
public sealed record QuotaScope(string ProjectId, string? UserId = null, string? ShareType = null)
{
    /// <summary>The version that knows this scope.</summary>
    internal int Minor => ShareType is null ? 7 : 39;

    /// <summary>The path of these quotas.</summary>
    internal string Path(string below = "") => new Query("quota-sets/" + Uri.EscapeDataString(ProjectId) + below)
        .With("user_id", UserId).With("share_type", ShareType).ToString();
}

/// <summary>Calls about quotas and limits.</summary>
/// <param name="api">The line to the service.</param>
public sealed class QuotaCalls(ShareApi api)
{
    /// <summary>The quotas of a scope, with use when the cloud speaks 2.25.</summary>
    public async Task<IReadOnlyList<Quota>> Show(QuotaScope scope, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var detail = await api.Version(ct) >= new Microversion(2, 25);
        return await Quotas(ApiCall.Get(scope.Path(detail ? "/detail" : ""), Math.Max(scope.Minor, detail ? 25 : 7)), ct);
    }

    /// <summary>What a project gets when nothing was set for it.</summary>
    public Task<IReadOnlyList<Quota>> Defaults(string projectId, CancellationToken ct) =>
        Quotas(ApiCall.Get(new QuotaScope(projectId).Path("/defaults")), ct);

    /// <summary>Sets limits; those not named stay. Admins only.</summary>
    /// <param name="scope">Whose.</param>
    /// <param name="limits">Wire name to limit; -1 is without limit.</param>
    /// <param name="force">Also below what is in use.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<IReadOnlyList<Quota>> Set(QuotaScope scope, IReadOnlyDictionary<string, int> limits, bool force, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(limits);
        var body = new JsonObject(limits.Select(limit => new KeyValuePair<string, JsonNode?>(limit.Key, JsonValue.Create(limit.Value))));
        if (force) body["force"] = true;
        var minor = limits.Keys.Select(NeedsMinor).Append(scope.Minor).Max();
        return Quotas(ApiCall.Put(scope.Path(), new JsonObject { ["quota_set"] = body }, minor), ct);
    }

    /// <summary>Back to the defaults. Admins only.</summary>
    public Task Delete(QuotaScope scope, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return api.Send(ApiCall.Delete(scope.Path(), scope.Minor), ct);
    }

    /// <summary>The caller's own limits and use, under the API's names (maxTotalShares, totalSharesUsed, …).</summary>
    public async Task<IReadOnlyDictionary<string, long>> Limits(CancellationToken ct) =>
        (await api.Send(ApiCall.Get("limits"), WireJson.Default.LimitsDocument, ct)).Limits.Absolute;

    /// <summary>The version in which a quota can be set.</summary>
    static int NeedsMinor(string resource) => resource switch
    {
        "share_groups" or "share_group_snapshots" => 40,
        "share_replicas" or "replica_gigabytes" => 53,
        "per_share_gigabytes" => 62,
        "backups" or "backup_gigabytes" => 80,
        "encryption_keys" => 90,
        _ => 7,
    };

    async Task<IReadOnlyList<Quota>> Quotas(ApiCall call, CancellationToken ct)
    {
        var set = (await api.Send(call, WireJson.Default.QuotaDocument, ct)).QuotaSet;
        return [.. set.Where(entry => entry.Value.ValueKind is JsonValueKind.Number or JsonValueKind.Object).Select(Read)];
    }

    static Quota Read(KeyValuePair<string, JsonElement> entry) => entry.Value.ValueKind is JsonValueKind.Number
        ? new Quota(entry.Key, entry.Value.GetInt64(), null, null)
        : new Quota(entry.Key, Number(entry.Value, "limit") ?? -1, Number(entry.Value, "in_use"), Number(entry.Value, "reserved"));

    static long? Number(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var value) && value.TryGetInt64(out var number) ? number : null;
}
