using Abaca.Server.Configuration;
using Abaca.Server.Identity;
using Abaca.Server.Identity.Policy;
using Abaca.Tests.Unit.Configuration;

namespace Abaca.Tests.Unit.Policy;

/// <summary>People who ask, and rules to ask.</summary>
static class Callers
{
    public static Principal Admin { get; } = Person("boss", "other", false, "admin", "member", "reader");
    public static Principal Member { get; } = Person("ann", "p1", false, "member", "reader");
    public static Principal Reader { get; } = Person("rob", "p1", false, "reader");
    public static Principal Stranger { get; } = Person("eve", "p2", false, "member", "reader");
    public static Principal SystemAdmin { get; } = Person("root", null, true, "admin", "member", "reader");
    public static Principal Service { get; } = Person("nova", "services", false, "service");
    public static Principal Nobody { get; } = Person("nil", "p1", false);

    /// <summary>Belongs to Ann.</summary>
    public static Target Share { get; } = new("p1", "ann");

    public static Principal Person(string user, string? project, bool system, params IReadOnlyList<string> roles) =>
        new(user, user, project, null, system, roles, DateTimeOffset.MaxValue);

    public static LoadedPolicy Load(string? yaml = null, bool scope = true, bool newDefaults = true, bool named = false)
    {
        var machine = new MadeUpMachine();
        if (yaml is not null) machine.File("/etc/manila/policy.yaml", yaml);
        return new PolicySource(machine).Load(new PolicyOptions
        {
            File = "policy.yaml", FileIsNamed = named, Directories = ["/etc/abaca", "/etc/manila"],
            RuleDirectories = [], RuleDirectoriesAreNamed = false, DefaultRule = "default",
            EnforceScope = scope, EnforceNewDefaults = newDefaults,
        });
    }

    public static bool Allows(this PolicyRules rules, string rule, Principal who, Target? target = null) =>
        rules.Allows(rule, rules.CredentialsOf(who), target ?? Share);
}
