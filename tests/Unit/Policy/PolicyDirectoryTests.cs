using Abaca.Server.Configuration;
using Abaca.Server.Identity.Policy;
using Abaca.Tests.Unit.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Abaca.Tests.Unit.Policy;

/// <summary>Directories of policy files count as in oslo.policy: behind the file, by name, one directory after the other.</summary>
public class PolicyDirectoryTests
{
    const string Configuration = Loading.Path;
    const string Who = "share:create";

    [Fact]
    public void Files_of_a_directory_count_behind_the_file_in_the_order_of_their_names()
    {
        var machine = Machine().File("/etc/manila/policy.yaml", Rule("role:file")).File("/etc/manila/policy.d/20.json", "{\"share:create\": \"role:last\"}")
            .File("/etc/manila/policy.d/10.yaml", Rule("role:first") + "\nshare:delete: role:first\n").File("/etc/manila/policy.d/.30.yaml", Rule("role:hidden"))
            .File("/etc/manila/policy.d/more/40.yaml", Rule("role:inside"));
        var policy = Load(machine);
        Assert.Equal("role:last", Expression(policy, Who));
        Assert.Equal("role:first", Expression(policy, "share:delete"));
        Assert.Equal(["/etc/manila/policy.yaml", "/etc/manila/policy.d/10.yaml", "/etc/manila/policy.d/20.json"], policy.Files);
        Assert.DoesNotContain(policy.Findings, finding => finding.Severity > Severity.Note);
        Assert.Contains(policy.Findings, finding => finding.ToString().StartsWith("/etc/manila/policy.d/10.yaml:1: note: share:create = role:first: is replaced by /etc/manila/policy.d/20.json:1", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_file_the_directory_counts_all_the_same() =>
        Assert.Equal("role:only", Expression(Load(Machine().File("/etc/manila/policy.d/a.yml", Rule("role:only"))), Who));

    [Fact]
    public void Several_directories_count_one_after_the_other_and_replace_the_usual_one()
    {
        var machine = Machine("policy_dirs = /two\npolicy_dirs = one").File("/two/a.yaml", Rule("role:two")).File("/etc/manila/one/0.yaml", Rule("role:one"))
            .File("/etc/manila/policy.d/a.yaml", Rule("role:usual"));
        Assert.Equal("role:one", Expression(Load(machine), Who));
    }

    [Fact]
    public void A_file_with_another_ending_is_read_too_and_pointed_out()
    {
        var policy = Load(Machine().File("/etc/manila/policy.d/10.yaml", Rule("role:wanted")).File("/etc/manila/policy.d/10.yaml~", Rule("role:left_over")));
        Assert.Equal("role:left_over", Expression(policy, Who));
        var warning = Assert.Single(policy.Findings, finding => finding.Severity == Severity.Warning);
        Assert.Equal("/etc/manila/policy.d/10.yaml~", warning.Place?.Source);
    }

    [Fact]
    public void A_mistake_is_named_with_file_and_line()
    {
        var policy = Load(Machine().File("/etc/manila/policy.d/a.yaml", "share:get: role:x\nshare:create: role:x and\n"));
        var error = Assert.Single(policy.Findings, finding => finding.Severity == Severity.Error);
        Assert.Equal(new Place("/etc/manila/policy.d/a.yaml", 2), error.Place);
        Assert.False(policy.Rules.Allows(Who, Callers.Admin));
    }

    [Theory]
    [InlineData("policy_dirs = missing", Severity.Warning, "does not exist")]
    [InlineData("policy_dirs = /etc/manila/manila.conf", Severity.Error, "is a file")]
    [InlineData("policy_default_rule = nobody", Severity.Error, "is no rule")]
    public void What_cannot_count_is_said(string line, Severity severity, string words)
    {
        var finding = Assert.Single(Load(Machine(line)).Findings);
        Assert.Equal(severity, finding.Severity);
        Assert.Contains(words, finding.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_may_not_be_read_is_an_error()
    {
        var machine = Machine().File("/etc/manila/policy.d/a.yaml", Rule("role:x"));
        machine.Unreadable.Add("/etc/manila/policy.d/a.yaml");
        Assert.Contains("cannot be read", Assert.Single(Load(machine).Findings, finding => finding.Severity == Severity.Error).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_rule_can_be_another_one()
    {
        var rules = Load(Machine("policy_default_rule = strict").File("/etc/manila/policy.yaml", "strict: '!'\n")).Rules;
        Assert.False(rules.Allows("nothing:like_it", Callers.Admin));
        Assert.True(Load(Machine()).Rules.Allows("nothing:like_it", Callers.Admin));
    }

    [Fact]
    public void Changes_count_without_a_restart_and_mistakes_leave_the_rules_as_they_were()
    {
        var machine = Machine();
        var options = machine.Load().Options.Policy;
        var source = new PolicySource(machine);
        var policy = new ManilaPolicy(source.Load(options).Rules);
        using var watch = new PolicyWatch(source, options, policy, TimeProvider.System, NullLogger<PolicyWatch>.Instance);
        Assert.True(Allowed());

        machine.File("/etc/manila/policy.d/a.yaml", Rule("'!'"));
        watch.Follow();
        Assert.True(Allowed());
        watch.Follow();
        Assert.False(Allowed());

        machine.File("/etc/manila/policy.d/a.yaml", Rule("nonsense"));
        for (var look = 0; look < 3; look++) watch.Follow();
        Assert.False(Allowed());

        machine.File("/etc/manila/policy.d/a.yaml", Rule("'@'"));
        for (var look = 0; look < 2; look++) watch.Follow();
        Assert.True(Allowed());

        bool Allowed() => policy.Allows(Who, Callers.Member, "p1", null);
    }

    static string Rule(string expression) => $"share:create: {expression}";

    static MadeUpMachine Machine(string lines = "") => new MadeUpMachine().File(Configuration, $"[oslo_policy]\n{lines}\n");

    static LoadedPolicy Load(MadeUpMachine machine) => new PolicySource(machine).Load(machine.Load().Options.Policy);

    static string Expression(LoadedPolicy policy, string rule) => policy.Rules.All.Single(one => one.Name == rule).Expression;
}
