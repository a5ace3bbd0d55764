using System.Text.Json;
using Abaca.DriverSdk;
using Abaca.Server.Data;
using Abaca.Server.Doctor;
using Xunit;

namespace Abaca.Tests.Unit.Doctor;

/// <summary>What doctor says of services, operations, shares, rules and backends, and how it says it.</summary>
public sealed class WorkTests
{
    static readonly long Now = Moments.ToMicroseconds(CheckedMachine.Now);
    static readonly long HourAgo = Moments.ToMicroseconds(CheckedMachine.Now.AddHours(-1));
    static readonly long Later = Moments.ToMicroseconds(CheckedMachine.Now.AddHours(1));

    [Fact, Trait("Doctor finds", nameof(WorkersCheck))]
    public async Task A_silent_backend_of_a_running_service_is_a_problem()
    {
        string[] rows = [Service("node1@ward", Now), Service("node1@gone", HourAgo)];
        await using var ward = await new CheckedMachine().Running().Rows(rows);
        var finding = Assert.Single(await Of(ward, new WorkersCheck()));
        Assert.Equal((Health.Problem, "manila-share node1@gone"), (finding.Health, finding.Where));

        ward.Answer = null;
        Assert.Empty(await Of(ward, new WorkersCheck()));
    }

    [Fact, Trait("Doctor finds", nameof(WorkersCheck))]
    public async Task A_backend_that_takes_no_work_is_a_problem_with_its_reason_and_passing_trouble_a_warning()
    {
        await using var ward = await new CheckedMachine().Running().Rows(
            Service("node1@ward", HourAgo), Service("node1@slow", Now),
            "UPDATE services SET trouble = 'there is no pool tank', unfit = 1 WHERE host = 'node1@ward'",
            "UPDATE services SET trouble = 'no answer within 60 s' WHERE host = 'node1@slow'");
        var findings = await Of(ward, new WorkersCheck());
        Assert.Equal(["manila-share node1@slow", "manila-share node1@ward"], findings.Select(f => f.Where));
        Assert.Equal([Health.Warning, Health.Problem], findings.Select(f => f.Health));
        Assert.Contains("there is no pool tank", findings[1].What);
    }

    [Fact, Trait("Doctor finds", nameof(WorkersCheck))]
    public async Task A_backend_of_the_configuration_that_never_started_is_named_while_the_service_runs()
    {
        await using var ward = await new CheckedMachine().Running().Rows();
        var finding = Assert.Single(await Of(ward, new WorkersCheck()));
        Assert.Equal((Health.Warning, "node1@ward"), (finding.Health, finding.Where));

        ward.Answer = null;
        Assert.Empty(await Of(ward, new WorkersCheck()));
    }

    [Fact, Trait("Doctor finds", nameof(WorkersCheck))]
    public async Task A_disabled_service_is_a_warning_with_the_command_that_enables_it()
    {
        await using var ward = await new CheckedMachine().Running().Rows(Service("node1@ward", Now), "UPDATE services SET disabled = 1");
        Assert.EndsWith("openstack share service set --enable node1@ward manila-share", Assert.Single(await Of(ward, new WorkersCheck())).Remedy);
    }

    [Fact, Trait("Doctor finds", nameof(OperationsCheck))]
    public async Task A_stuck_operation_is_a_problem_with_the_commands_to_use()
    {
        await using var ward = await new CheckedMachine().Rows(Operation("op-1", "stuck", due: null, deadline: Later));
        var finding = Assert.Single(await Of(ward, new OperationsCheck()));
        Assert.Equal(Health.Problem, finding.Health);
        Assert.Contains("the disk is gone", finding.What);
        Assert.Contains("abaca operation retry op-1", finding.Remedy);
        Assert.Contains("abaca operation abandon op-1", finding.Remedy);
    }

    [Fact, Trait("Doctor finds", nameof(OperationsCheck))]
    public async Task Operations_past_their_deadline_or_taken_up_by_nobody_are_warnings()
    {
        await using var ward = await new CheckedMachine().Rows(
            Operation("op-late", "running", due: Later, deadline: HourAgo), Operation("op-idle", "pending", due: HourAgo, deadline: Later),
            Operation("op-fine", "running", due: Later, deadline: Later), Operation("op-over", "done", due: null, deadline: HourAgo, open: false));
        var findings = await Of(ward, new OperationsCheck());
        Assert.Equal(2, findings.Count);
        Assert.Contains(findings, f => f.What.Contains("op-late") && f.What.Contains("past its deadline"));
        Assert.Contains(findings, f => f.What.Contains("op-idle") && f.What.Contains("waits for node1@ward"));
    }

    [Fact, Trait("Doctor finds", nameof(AccessRulesCheck))]
    public async Task Shares_and_rules_in_error_are_warnings()
    {
        await using var ward = await new CheckedMachine().Rows(
            Instance("i1", "s1", "available"), Instance("i2", "s2", "error"), Instance("i3", "s3", "shrinking_possible_data_loss_error"),
            $"INSERT INTO access_rules (id, share_id, access_type, access_to, access_level, metadata, created_at) VALUES ('r1', 's1', 'ip', '10.0.0.1', 'rw', '{{}}', {HourAgo})",
            $"INSERT INTO access_rule_states (access_rule_id, share_instance_id, state, reason, request_id, updated_at) VALUES ('r1', 'i1', 'error', 'No route.', 'req-1', {HourAgo})");
        Assert.Equal(["share s2", "share s3"], (await Of(ward, new SharesCheck())).Select(f => f.Where));
        var rule = Assert.Single(await Of(ward, new AccessRulesCheck()));
        Assert.Equal((Health.Warning, "share s1"), (rule.Health, rule.Where));
        Assert.Contains("No route.", rule.What);
    }

    [Fact, Trait("Doctor finds", nameof(SharesCheck))]
    public async Task What_was_never_taken_over_is_let_go_of_and_managed_again_and_no_status_is_reset()
    {
        await using var ward = await new CheckedMachine().Rows(Instance("i1", "s1", "manage_error"), Instance("i2", "s2", "error"));
        var found = await Of(ward, new SharesCheck());
        Assert.Contains("abaca share unmanage, then abaca share manage", found[0].Remedy);
        Assert.DoesNotContain("reset-status", found[0].Remedy);
        Assert.Contains("abaca share reset-status", found[1].Remedy);
    }

    [Fact, Trait("Doctor finds", nameof(LedgerCheck))]
    public async Task Books_that_differ_from_the_rows_are_a_problem()
    {
        await using var ward = await new CheckedMachine().Rows(
            Instance("i1", "s1", "available"),
            $"INSERT INTO quota_uses (project_id, scope, scope_id, resource, in_use) VALUES ('p1', 'project', 'p1', 'shares', 7)");
        Assert.Contains(await Of(ward, new LedgerCheck()), f => f.Health == Health.Problem && f.What.Contains("7 shares are booked") && f.Remedy!.Contains("abaca quota verify --fix"));
    }

    [Fact]
    public async Task A_driver_is_told_which_shares_its_backend_must_have()
    {
        await using var ward = await new CheckedMachine().Rows(
            Instance("i1", "s1", "available", "node1@ward#p"), Instance("i2", "s2", "creating", "node1@ward#p"), Instance("i3", "s3", "available", "node1@ward2#p"));
        ExpectedShares? told = null;
        ward.Driver.Brings = _ => [new MadeUpCheck("beds", expected =>
        {
            told = expected;
            return [HealthFinding.Problem("bed 1", "It is broken.", "Mend it.")];
        })];
        var diagnosis = await ward.Examine();
        Assert.Contains(diagnosis.Findings, f => f is { Check: "ward: beds", Finding.What: "It is broken." });
        Assert.False(diagnosis.IsSound);
        Assert.Equal(["i1", "i2"], told!.Known.Order());
        Assert.Equal(["i1"], told.Settled);
        Assert.Equal(["i3"], told.Elsewhere);
        Assert.Equal("ward", told.Section);
    }

    [Fact]
    public async Task A_driver_without_a_database_is_told_nothing()
    {
        await using var ward = new CheckedMachine();
        var told = new ExpectedShares(new HashSet<string>(), new HashSet<string>());
        ward.Driver.Brings = _ => [new MadeUpCheck("beds", expected =>
        {
            told = expected;
            return [];
        })];
        await ward.Examine();
        Assert.Null(told);
    }

    [Fact]
    public async Task A_drivers_complaint_about_an_option_is_a_problem_like_any_other()
    {
        await using var ward = new CheckedMachine().Section("ward_beds = 3");
        ward.Driver.Brings = settings => throw new OptionException("ward_beds", $"{settings.Integer("ward_beds")} is an odd number");
        var diagnosis = await ward.Examine();
        var finding = Assert.Single(diagnosis.Findings, f => f.Finding.Health == Health.Problem).Finding;
        Assert.Contains("[ward] ward_beds = 3: 3 is an odd number", finding.What);
        Assert.EndsWith("manila.conf:9", finding.Where);
    }

    [Fact]
    public async Task A_check_that_fails_is_a_finding_and_the_others_run()
    {
        await using var ward = new CheckedMachine();
        ward.Driver.Brings = _ => [new MadeUpCheck("one", _ => throw new IOException("no such thing")), new MadeUpCheck("two", _ => [HealthFinding.Ok("here", "Fine.")])];
        var diagnosis = await ward.Examine();
        Assert.Contains(diagnosis.Findings, f => f.Check == "ward: one" && f.Finding.What.Contains("no such thing") && f.Finding.Health == Health.Problem);
        Assert.Contains(diagnosis.Findings, f => f.Check == "ward: two");
    }

    [Fact]
    public void The_table_lines_up_and_says_what_to_do_below_each_finding()
    {
        var diagnosis = new HealthReport(
        [
            new("database", HealthFinding.Ok("/db", "Opens.")),
            new("disk", HealthFinding.Warning("/", "Little\nleft.", "Make room.")),
            new("port", HealthFinding.Problem("127.0.0.1:1", "Taken.", "Stop it.")),
            new("sudo", HealthFinding.Problem("far", "It refuses.", "Put in a file:\na ALL=(root) NOPASSWD: /usr/sbin/zfs list *\nb ALL=(root) NOPASSWD: /usr/sbin/zfs get *\n")),
        ]);
        Assert.Equal(
            """
            ok       database  /db: Opens.
            warning  disk      /: Little left.
                               -> Make room.
            problem  port      127.0.0.1:1: Taken.
                               -> Stop it.
            problem  sudo      far: It refuses.
                               -> Put in a file:
                                  a ALL=(root) NOPASSWD: /usr/sbin/zfs list *
                                  b ALL=(root) NOPASSWD: /usr/sbin/zfs get *

            2 problems, 1 warning, 1 ok

            """.ReplaceLineEndings("\n"), HealthReportText.Table(diagnosis));
        using var json = JsonDocument.Parse(HealthReportText.Json(diagnosis));
        Assert.Equal(["ok", "warning", "problem", "problem"], json.RootElement.EnumerateArray().Select(f => f.GetProperty("health").GetString()));
        Assert.Equal("Stop it.", json.RootElement[2].GetProperty("remedy").GetString());
    }

    static string Service(string host, long reported) =>
        $"INSERT INTO services (host, service_binary, topic, zone, reported_at, created_at) VALUES ('{host}', 'manila-share', 't', 'nova', {reported}, 0)";

    static string Operation(string id, string status, long? due, long deadline, bool open = true) => $"""
        INSERT INTO operations (id, flow, flow_version, resource_type, resource_id, project_id, request_id, op_key, open_key, turn, lane, state, status,
            phase, step, attempt, reason, due_at, fence, events, deadline, created_at, updated_at)
        VALUES ('{id}', 'create share', 1, 'SHARE', 's-{id}', 'p', 'r', 'k-{id}', {(open ? $"'k-{id}'" : "NULL")}, 0, 'node1@ward', '{"{}"}', '{status}',
            'forward', 0, 0, 'the disk is gone', {due?.ToString() ?? "NULL"}, 0, 1, {deadline}, {HourAgo}, {HourAgo})
        """;

    static string Instance(string id, string share, string status, string host = "node1@ward#p") => $"""
        INSERT INTO share_instances (id, share_id, host, status, access_rules_status, details, created_at)
        VALUES ('{id}', '{share}', '{host}', '{status}', 'active', '{"{}"}', {HourAgo})
        """;

    static async Task<IReadOnlyList<HealthFinding>> Of(CheckedMachine ward, ICheck check) => [.. (await ward.Examine(check)).Findings.Select(f => f.Finding)];
}
