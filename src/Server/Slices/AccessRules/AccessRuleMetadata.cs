using Abaca.Server.Shares;

namespace Abaca.Server.AccessRules;

/// <summary>The metadata of access rules.</summary>
public sealed class AccessRuleMetadata(Visible<RuleOfShare> visible, AccessRuleStore rules, ShareSettings settings) : IMetadataOf<StoredRule>
{
    /// <inheritdoc/>
    public MetadataPolicy Policy => settings.ForAdmins;

    /// <inheritdoc/>
    public bool AnswersWhole => true;

    /// <inheritdoc/>
    public async Task<StoredRule> ToRead(Call call) => (await visible.ToRead(call, call["id"])).Rule;

    /// <inheritdoc/>
    public async Task<StoredRule> ToChange(Call call) => (await visible.ToChange(call, call["id"], call.Endpoint.Policy!)).Rule;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Items(StoredRule resource) => resource.Metadata;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, string>> Items(Tx tx, StoredRule resource, CancellationToken ct) =>
        (await rules.Find(tx, resource.Id.Text, ct) ?? throw Refusals.NotFound("Share access rule", resource.Id.Text)).Metadata;

    /// <inheritdoc/>
    public Task Save(Tx tx, StoredRule resource, IReadOnlyDictionary<string, string> items, CancellationToken ct) =>
        rules.SetMetadata(tx, resource.Id, items, ct);
}
