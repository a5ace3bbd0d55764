using Abaca.DriverSdk;
using Abaca.Server.Data;
using Abaca.Server.Doctor;
using Xunit;

namespace Abaca.Tests.Unit.Doctor;

/// <summary>Processes that are not alike.</summary>
public sealed class ProcessesTests
{
    static readonly long Now = Moments.ToMicroseconds(CheckedMachine.Now);
    static readonly long HourAgo = Moments.ToMicroseconds(CheckedMachine.Now.AddHours(-1));

    [Fact, Trait("Doctor finds", nameof(ProcessesCheck))]
    public async Task Versions_policies_and_options_that_differ_are_warnings_that_name_no_value()
    {
        await using var ward = await new CheckedMachine().Rows(
            Process("m/b/n/10/1", "api", "1.0", """{"quota.shares":"aa","DEFAULT.x":"11"}""", "p1"), Process("m/b/n/11/1", "api", "1.0", """{"quota.shares":"bb","DEFAULT.x":"11"}""", "p2"),
            Process("m/b/n/12/1", "share", "1.1", """{"DEFAULT.x":"11"}""", ""));
        var findings = (await ward.Examine(new ProcessesCheck())).Findings.Select(f => f.Finding).ToList();
        Assert.All(findings, finding => Assert.Equal(Health.Warning, finding.Health));
        Assert.Equal(["version", "policy", "all processes"], findings.Select(f => f.Where));
        Assert.EndsWith("1.0 (api on other, pid 10; api on other, pid 11) | 1.1 (share on other, pid 12)", findings[0].What, StringComparison.Ordinal);
        Assert.EndsWith(": quota.shares", findings[2].What, StringComparison.Ordinal);
    }

    [Fact, Trait("Doctor finds", nameof(ProcessesCheck))]
    public async Task One_that_ended_without_a_word_is_a_problem_until_another_does_its_work()
    {
        await using var ward = await new CheckedMachine().Rows(Process("m/b/n/10/1", "share", "1.0", "{}", "", HourAgo));
        Assert.Equal((Health.Problem, "share on other, pid 10"), await Only(ward));
        await using var mended = await new CheckedMachine().Rows(Process("m/b/n/10/1", "share", "1.0", "{}", "", HourAgo), Process("m/b/n/11/1", "share", "1.0", "{}", ""));
        Assert.Equal((Health.Ok, "this service"), await Only(mended));
    }

    static async Task<(Health, string)> Only(CheckedMachine ward)
    {
        var finding = Assert.Single((await ward.Examine(new ProcessesCheck())).Findings).Finding;
        return (finding.Health, finding.Where);
    }

    static string Process(string owner, string roles, string version, string configuration, string policy, long? at = null) =>
        $"INSERT INTO processes (owner, host, roles, version, configuration, policy, started_at, reported_at) VALUES ('{owner}', 'other', '{roles}', '{version}', '{configuration}', '{policy}', {HourAgo}, {at ?? Now})";
}
