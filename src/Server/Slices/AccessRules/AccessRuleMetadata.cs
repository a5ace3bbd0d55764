using Abaca.Server.Shares;

namespace Abaca.Server.AccessRules;

/// <summary>The metadata of access rules.</summary>
public sealed class AccessRuleMetadata(Visible<RuleOfShare> visible, AccessRuleStore rules, ShareSettings settings) : IMetadataOfResource<RuleOfShare>
{
    /// <inheritdoc/>
    public Visible<RuleOfShare> Visible => visible;

    /// <inheritdoc/>
    public MetadataPolicy Policy => settings.ForAdmins;

    /// <inheritdoc/>
    public bool AnswersWhole => true;

    /// <inheritdoc/>
    public async ValueTask<RuleOfShare?> Now(Tx tx, RuleOfShare seen, CancellationToken ct) =>
        await rules.Find(tx, seen.Rule.Id.Text, ct) is { } rule ? seen with { Rule = rule } : null;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Items(RuleOfShare resource) => resource.Rule.Metadata;

    /// <inheritdoc/>
    public Task Save(Tx tx, RuleOfShare resource, IReadOnlyDictionary<string, string> items, CancellationToken ct) =>
        rules.SetMetadata(tx, resource.Rule.Id, items, ct);
}
