using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Unit.Doctor;

/// <summary>What doctor says of a storage's contents, for every backend in the same words.</summary>
public sealed class ContentsFindingsTests
{
    static readonly ExpectedShares None = new(new HashSet<string>(), new HashSet<string>()) { Section = "ceph2" };

    [Fact]
    public void What_has_no_row_is_undecided_and_nothing_but_looking_is_advised()
    {
        var finding = Assert.Single(ContentsFindings.Of("fs", "subvolumes", None, [Share("i1")]));
        Assert.Equal(Health.Warning, finding.Health);
        Assert.Contains("undecided", finding.What);
        Assert.Contains("abaca reconcile list --backend ceph2", finding.Remedy);
        Assert.DoesNotContain("orphan", finding.ToString());
    }

    [Fact]
    public void What_another_section_or_host_has_is_no_finding() =>
        Assert.Equal(Health.Ok, Assert.Single(ContentsFindings.Of("fs", "subvolumes", None with { Elsewhere = new HashSet<string> { "i1" } }, [Share("i1")])).Health);

    [Fact]
    public void What_is_missing_is_a_problem_unless_it_may_go_by_another_name()
    {
        var wanted = new ExpectedShares(new HashSet<string> { "i1" }, new HashSet<string> { "i1" });
        Assert.Equal(Health.Problem, Assert.Single(ContentsFindings.Of("fs", "subvolumes", wanted, [])).Health);
        Assert.Equal(Health.Ok, Assert.Single(ContentsFindings.Of("fs", "subvolumes", wanted, [new BackendObject("share", "adopted", null)])).Health);
    }

    static BackendObject Share(string id) => new("share", $"share-{id}", id);
}
