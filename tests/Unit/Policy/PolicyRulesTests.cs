using System.Diagnostics;
using System.Text;
using Abaca.Server.Configuration;
using Abaca.Server.Identity;
using Abaca.Server.Identity.Policy;
using Xunit;

namespace Abaca.Tests.Unit.Policy;

public class PolicyRulesTests
{
    [Fact]
    public void Every_rule_decides_for_every_kind_of_caller_as_Manila_does()
    {
        (string Name, Principal Who)[] callers =
        [
            ("admin", Callers.Admin), ("member", Callers.Member), ("reader", Callers.Reader), ("stranger", Callers.Stranger),
            ("system", Callers.SystemAdmin), ("service", Callers.Service), ("none", Callers.Nobody),
        ];
        var rules = Callers.Load().Rules;
        var table = new StringBuilder("# Who may act on a share of project p1 made by the member. admin and stranger are of other projects.\n");
        foreach (var rule in DefaultRules.All)
        {
            var allowed = callers.Where(caller => rules.Allows(rule.Name, caller.Who)).Select(caller => caller.Name);
            table.Append(rule.Name).Append(": ").AppendJoin(' ', allowed).Append('\n');
        }
        Golden.Matches("callers.txt", table.ToString());
    }

    [Fact]
    public void A_system_token_is_of_the_wrong_scope_unless_scope_is_not_enforced()
    {
        var strict = Callers.Load().Rules;
        Assert.False(strict.Allows("share:force_delete", Callers.SystemAdmin));
        Assert.True(strict.IsWrongScope("share:force_delete", strict.CredentialsOf(Callers.SystemAdmin)));
        Assert.False(strict.IsWrongScope("share:force_delete", strict.CredentialsOf(Callers.Admin)));
        Assert.True(Callers.Load(scope: false).Rules.Allows("share:force_delete", Callers.SystemAdmin));
    }

    [Fact]
    public void A_domain_token_is_of_the_wrong_scope()
    {
        var rules = Callers.Load().Rules;
        var someone = new Principal("dora", "dora", null, "d1", false, ["admin"], DateTimeOffset.MaxValue);
        Assert.True(rules.IsWrongScope("share:get", rules.CredentialsOf(someone)));
        Assert.False(rules.IsWrongScope("share:get", rules.CredentialsOf(someone with { ProjectId = "p1" })));
    }

    [Fact]
    public void Old_defaults_let_anybody_of_the_project_in_when_asked_for()
    {
        Assert.False(Callers.Load().Rules.Allows("share:create", Callers.Nobody));
        Assert.True(Callers.Load(newDefaults: false).Rules.Allows("share:create", Callers.Nobody));
        Assert.False(Callers.Load(newDefaults: false).Rules.Allows("share:create", Callers.Stranger));
        Assert.False(Callers.Load(newDefaults: false).Rules.Allows("share:force_delete", Callers.Member));
    }

    [Fact]
    public void An_unknown_name_is_decided_by_rule_default()
    {
        var rules = Callers.Load().Rules;
        Assert.True(rules.Allows("nothing:like_it", Callers.Nobody));
        Assert.True(rules.Allows("nothing:like_it", Callers.Admin));
        Assert.False(rules.Allows("nothing:like_it", Callers.Stranger));
    }

    [Theory]
    [InlineData("\"share:create\": \"role:reader\"")]
    [InlineData("share:create: 'role:reader'")]
    [InlineData("{\"share:create\": \"role:reader\"}")]
    [InlineData("share:create: [[\"role:nobody\"], [\"role:reader\", \"project_id:%(project_id)s\"]]")]
    [InlineData("share:create: [role:reader]")]
    [InlineData("# comment\nmine: role:reader\nshare:create: rule:mine\n")]
    public void A_file_replaces_a_rule_in_YAML_and_JSON_and_the_old_form(string yaml)
    {
        var loaded = Callers.Load(yaml);
        Assert.Empty(loaded.Findings);
        Assert.Equal(["/etc/manila/policy.yaml"], loaded.Files);
        Assert.True(loaded.Rules.Allows("share:create", Callers.Reader));
        Assert.False(loaded.Rules.Allows("share:create", Callers.Nobody));
        Assert.True(loaded.Rules.Allows("share:delete", Callers.Member));
    }

    [Fact]
    public void Replacing_a_base_rule_changes_the_rules_that_refer_to_it()
    {
        var rules = Callers.Load("context_is_admin: role:cloud_admin").Rules;
        Assert.False(rules.Allows("share:force_delete", Callers.Admin));
        Assert.True(rules.Allows("share:force_delete", Callers.Person("c", "x", false, "cloud_admin")));
        Assert.True(rules.CredentialsOf(Callers.Person("c", "x", false, "cloud_admin")).IsAdmin);
        Assert.False(rules.CredentialsOf(Callers.Admin).IsAdmin);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("---\n")]
    [InlineData("{}")]
    public void An_empty_file_changes_nothing(string yaml) => Assert.Empty(Callers.Load(yaml).Findings);

    [Theory]
    [InlineData("\na: b: c", "/etc/manila/policy.yaml:2: error: policy: is no YAML: ")]
    [InlineData("share:create: @", "/etc/manila/policy.yaml:1: error: policy: is no YAML: ")]
    [InlineData("- a", "/etc/manila/policy.yaml:1: error: policy: is no mapping of rule names to expressions; ")]
    [InlineData("\nshare:create: {a: b}", "/etc/manila/policy.yaml:2: error: share:create: is neither a text nor a list; ")]
    [InlineData("share:create: [[[a]]]", "/etc/manila/policy.yaml:1: error: share:create: is neither a text nor a list; ")]
    [InlineData("share:create: ''\nshare:create: ''", "/etc/manila/policy.yaml:2: error: share:create: is given twice; ")]
    [InlineData("\n\nshare:create: admin", "/etc/manila/policy.yaml:3: error: share:create = admin: has the word 'admin', which is no check; ")]
    [InlineData("a: rule:b\nb: rule:a\nshare:create: rule:a", "/etc/manila/policy.yaml:1: error: a = rule:b: refers to itself, ")]
    [InlineData("share:creat: '!'", "/etc/manila/policy.yaml:1: warning: share:creat: is a rule that nobody asks; did you mean share:create?")]
    [InlineData("share:create: rule:project-membr",
        "/etc/manila/policy.yaml:1: warning: share:create = rule:project-membr: refers to rule:project-membr, which does not exist, so that the default rule decides; did you mean rule:project-member?")]
    public void What_is_wrong_with_a_file_is_said_with_its_line(string yaml, string report)
    {
        var loaded = Callers.Load(yaml);
        Assert.Contains(loaded.Findings, finding => finding.ToString().StartsWith(report, StringComparison.Ordinal));
    }

    [Fact]
    public void A_broken_rule_lets_nobody_in() =>
        Assert.False(Callers.Load("share:create: admin").Rules.Allows("share:create", Callers.Admin));

    [Fact]
    public void A_named_file_must_exist()
    {
        Assert.Empty(Callers.Load().Findings);
        var missing = Assert.Single(Callers.Load(named: true).Findings);
        Assert.Equal((Severity.Error, "does not exist"), (missing.Severity, missing.Problem));
    }

    [Fact]
    public void The_list_shows_what_is_in_effect_and_the_sample_every_default()
    {
        var list = PolicyText.List(Callers.Load("share:create: role:reader\nmine: ''").Rules);
        Assert.Contains("share:create: role:reader\n    (default: rule:context_is_admin or rule:project-member)\n", list, StringComparison.Ordinal);
        Assert.Contains("mine: (everybody)\n    (not a rule of Manila's)\n", list, StringComparison.Ordinal);
        var uncommented = string.Join('\n', PolicyText.Sample().Split('\n').Where(line => line.StartsWith("#\"", StringComparison.Ordinal)).Select(line => line[1..]));
        Assert.Empty(Callers.Load(uncommented).Findings);
        Assert.Equal(DefaultRules.All.Count, uncommented.Split('\n').Length);
    }

    [Fact]
    public void A_check_takes_far_less_than_a_microsecond_and_leaves_no_garbage()
    {
        var rules = Callers.Load().Rules;
        var caller = rules.CredentialsOf(Callers.Member);
        for (var i = 0; i < 20_000; i++) rules.Allows("share:create", caller, Callers.Share);
        var clock = Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100_000; i++) rules.Allows("share:create", caller, Callers.Share);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"100,000 checks took {clock.Elapsed}"); // ten times the promise, for busy machines
    }
}
