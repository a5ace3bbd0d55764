namespace Abaca.Server.AccessRules;

/// <summary>An access rule on the wire.</summary>
/// <param name="Rule">What is shown.</param>
/// <param name="State">State as this client's version has it.</param>
/// <param name="RulesStatus">State of all rules of the share, which is all that old clients see.</param>
public sealed record AccessRuleView(StoredRule Rule, string? State, string RulesStatus) : IView<AccessRuleView>
{
    /// <summary>A rule as the newest version shows it.</summary>
    public static AccessRuleView Of(StoredRule rule, string rulesStatus) => new(rule, rule.State, rulesStatus);

    /// <summary>Before rules could be updated nobody knew the states of that.</summary>
    internal AccessRuleView WithoutUpdates => State switch
    {
        RuleState.QueuedToUpdate => this with { State = RuleState.QueuedToApply },
        RuleState.Updating => this with { State = RuleState.Applying },
        _ => this,
    };

    /// <summary>Before rules had states of their own they were new while the share's were under way, and then what those are.</summary>
    internal AccessRuleView WithoutStates => this with { State = RulesStatus == RuleState.Syncing ? "new" : RulesStatus };

    /// <inheritdoc/>
    public static ViewShape<AccessRuleView> Shape { get; } = new ViewShape<AccessRuleView>("access", "access_list")
        .Text("id", v => v.Rule.Id.Text)
        .Text("share_id", v => v.Rule.ShareId.Text, from: ViewForm.Show)
        .Text("access_level", v => v.Rule.Level)
        .Text("access_to", v => v.Rule.To)
        .Text("access_type", v => ClientNames.Wire(v.Rule.Type))
        .Text("state", v => v.State)
        .Text("access_key", v => v.Rule.Key)
        .Moment("created_at", v => v.Rule.CreatedAt)
        .Moment("updated_at", v => v.Rule.UpdatedAt)
        .Map("metadata", v => v.Rule.Metadata);
}
