using Abaca.Server.Shares;

namespace Abaca.Server.AccessRules;

/// <summary>Registers the slice of access rules.</summary>
public static class AccessRulesModule
{
    /// <summary>Adds the slice.</summary>
    public static IServiceCollection AddAccessRules(this IServiceCollection services) => services
        .AddSingleton<AccessRuleStore>()
        .AddSingleton<IShareDependent, RulesOfShare>()
        .AddSingleton<RuleChanges>()
        .AddSingleton<FoundRules>()
        .AddVisible<RuleOfShare>(p => new RulesOfShares(p.GetRequiredService<AccessRuleStore>(), p.GetRequiredService<ShareStore>()))
        .AddSingleton<AccessRuleReconciler>()
        .AddSingleton<Reconciler>(p => p.GetRequiredService<AccessRuleReconciler>())
        .AddParts<AccessRuleMetadata>()
        .AddEndpoints(AccessRuleEndpoints.All);
}
