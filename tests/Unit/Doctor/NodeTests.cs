using System.Net;
using Abaca.DriverSdk;
using Abaca.Server.Data;
using Abaca.Server.Doctor;
using Abaca.Tests.Unit.Tls;
using Xunit;

namespace Abaca.Tests.Unit.Doctor;

/// <summary>What doctor says of a node: configuration, files, database, port, clock.</summary>
public sealed class NodeTests
{
    const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public async Task A_machine_on_which_nothing_was_started_has_no_problem()
    {
        await using var ward = new CheckedMachine();
        var diagnosis = await ward.Examine();
        Assert.True(diagnosis.IsSound, HealthReportText.Table(diagnosis));
        Assert.Contains(diagnosis.Findings, f => f is { Check: "service", Finding: { Health: Health.Warning, Remedy: "Start it: abaca serve" } });
        Assert.False(Directory.Exists(ward.State));
    }

    [Fact]
    public async Task A_sound_node_with_a_running_service_has_no_warning()
    {
        var now = Moments.ToMicroseconds(CheckedMachine.Now);
        await using var ward = await new CheckedMachine().Running().Rows(
            $"INSERT INTO services (host, service_binary, topic, zone, reported_at, created_at) VALUES ('node1@ward', 'manila-share', 't', 'nova', {now}, 0)");
        var diagnosis = await ward.Examine();
        Assert.True(diagnosis.Count(Health.Ok) == diagnosis.Findings.Count, HealthReportText.Table(diagnosis));
    }

    [Fact, Trait("Doctor finds", nameof(ConfigurationCheck))]
    public async Task Every_error_of_the_configuration_is_a_problem_with_file_and_line()
    {
        await using var ward = new CheckedMachine().Option("report_interval = soon").Option("service_down_time = -1");
        var findings = await Of(ward, new ConfigurationCheck());
        Assert.Equal(2, findings.Count(f => f.Health == Health.Problem));
        Assert.Contains(findings, f => f.Where.EndsWith("manila.conf:6", StringComparison.Ordinal) && f.What.Contains("report_interval = soon"));
        Assert.All(findings, f => Assert.False(string.IsNullOrEmpty(f.Remedy)));
    }

    [Fact, Trait("Doctor finds", nameof(StateDirectoryCheck))]
    public async Task A_file_in_the_place_of_the_state_directory_is_a_problem()
    {
        await using var ward = new CheckedMachine();
        await File.WriteAllTextAsync(ward.State, "", TestContext.Current.CancellationToken);
        var finding = Assert.Single(await Of(ward, new StateDirectoryCheck()));
        Assert.Equal((Health.Problem, "This is a file."), (finding.Health, finding.What));
    }

    [Fact, Trait("Doctor finds", nameof(DatabaseCheck))]
    public async Task A_database_that_others_may_read_is_a_problem()
    {
        await using var ward = await new CheckedMachine().Rows();
        File.SetUnixFileMode(ward.Database, Owner | UnixFileMode.OtherRead);
        Assert.Contains(await Of(ward, new DatabaseCheck()), f => f.Health == Health.Problem && f.Remedy == $"Run: chmod 600 {ward.Database}");
    }

    [Fact, Trait("Doctor finds", nameof(CredentialsCheck))]
    public async Task A_service_that_asks_for_no_password_is_a_warning()
    {
        await using var ward = new CheckedMachine().Option("auth_strategy = noauth");
        Assert.Equal(Health.Warning, Assert.Single(await Of(ward, new CredentialsCheck())).Health);
    }

    [Fact, Trait("Doctor finds", nameof(PortCheck))]
    public async Task A_port_that_this_user_may_not_have_is_a_problem()
    {
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var ward = new CheckedMachine().Option($"osapi_share_listen = 127.0.0.1").Option($"osapi_share_listen_port = {((IPEndPoint)taken.LocalEndpoint).Port}");
        var finding = Assert.Single(await Of(ward, new PortCheck()));
        Assert.Equal(Health.Problem, finding.Health);
        Assert.Contains("ss -ltnp", finding.Remedy);
    }

    [Fact, Trait("Doctor finds", nameof(CertificateCheck))]
    public async Task A_certificate_that_is_gone_or_has_ended_is_a_problem()
    {
        using var authority = new PrivateAuthority();
        authority.Serve("server", "127.0.0.1", until: PrivateAuthority.Now.AddDays(-1));
        await using var ward = new CheckedMachine().Option("osapi_share_use_ssl = true").Section("[ssl]").Section($"cert_file = {authority.CertificateFile}").Section($"key_file = {authority.KeyFile}");
        Assert.Contains((await ward.Examine()).Findings, f => f.Finding.Health == Health.Problem && f.Finding.What.Contains("expired"));
        authority.Serve("server", "127.0.0.1");
        Assert.DoesNotContain((await ward.Examine(new ConfigurationCheck())).Findings, f => f.Finding.Health == Health.Problem);
        File.Delete(authority.CertificateFile);
        Assert.Contains((await ward.Examine()).Findings, f => f.Finding.Health == Health.Problem && f.Finding.What.Contains(authority.CertificateFile));
    }

    [Fact, Trait("Doctor finds", nameof(ServiceCheck))]
    public async Task A_service_that_is_ill_or_silent_is_a_problem()
    {
        await using var ward = new CheckedMachine().Running(health: 500);
        Assert.Contains("/healthcheck answers 500", Assert.Single(await Of(ward, new ServiceCheck())).What);
        ward.Answer = _ => throw new HttpRequestException("the connection was reset");
        Assert.Contains("reset", Assert.Single(await Of(ward, new ServiceCheck())).What);
    }

    [Fact, Trait("Doctor finds", nameof(StateDirectoryCheck))]
    public async Task A_state_directory_that_others_may_enter_is_a_problem()
    {
        await using var ward = new CheckedMachine();
        Directory.CreateDirectory(ward.State);
        File.SetUnixFileMode(ward.State, Owner | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        var finding = Assert.Single(await Of(ward, new StateDirectoryCheck()));
        Assert.Equal((Health.Problem, $"Run: chmod 700 {ward.State}"), (finding.Health, finding.Remedy));
        Assert.Contains("mode 705", finding.What);
    }

    [Fact, Trait("Doctor finds", nameof(CredentialsCheck))]
    public async Task A_credential_file_that_the_group_may_read_is_a_problem_and_its_passwords_are_not_shown()
    {
        await using var ward = await new CheckedMachine().Rows();
        var file = Path.Combine(ward.State, "clouds.yaml");
        await File.WriteAllTextAsync(file, "password: hunter2", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(file, Owner | UnixFileMode.GroupRead);
        var finding = Assert.Single(await Of(ward, new CredentialsCheck()));
        Assert.Equal(Health.Problem, finding.Health);
        Assert.Contains("reset-password", finding.Remedy);
        Assert.DoesNotContain("hunter2", finding.ToString());
    }

    [Fact, Trait("Doctor finds", nameof(DatabaseCheck))]
    public async Task A_file_that_is_no_database_is_a_problem()
    {
        await using var ward = new CheckedMachine();
        Directory.CreateDirectory(ward.State);
        await File.WriteAllTextAsync(ward.Database, new string('x', 4096), TestContext.Current.CancellationToken);
        Assert.Contains("not an SQLite database", Assert.Single(await Of(ward, new DatabaseCheck())).What);
        Assert.Empty(await Of(ward, new MigrationsCheck()));
    }

    [Fact, Trait("Doctor finds", nameof(DatabaseCheck))]
    public async Task Damage_inside_the_database_is_found()
    {
        await using var ward = await new CheckedMachine().Rows();
        await using (var file = File.OpenWrite(ward.Database))
        {
            file.Position = 3 * 4096;
            await file.WriteAsync(new byte[8192].Select((_, i) => (byte)i).ToArray(), TestContext.Current.CancellationToken);
        }
        var finding = Assert.Single(await Of(ward, new DatabaseCheck()));
        Assert.Equal(Health.Problem, finding.Health);
        Assert.Contains("backup", finding.Remedy);
    }

    [Fact, Trait("Doctor finds", nameof(MigrationsCheck))]
    public async Task Migrations_that_did_not_run_are_told_and_not_run()
    {
        await using var ward = await new CheckedMachine().Rows("DELETE FROM schema_migrations WHERE number > 1");
        var finding = Assert.Single(await Of(ward, new MigrationsCheck()));
        Assert.Equal(Health.Warning, finding.Health);
        Assert.Contains("0002-identity", finding.What);
        Assert.Equal(Health.Warning, Assert.Single(await Of(ward, new MigrationsCheck())).Health);
        Assert.Empty(await Of(ward, new OperationsCheck()));
    }

    [Fact, Trait("Doctor finds", nameof(MigrationsCheck))]
    public async Task A_database_of_a_newer_binary_is_a_problem()
    {
        await using var ward = await new CheckedMachine().Rows(
            "INSERT INTO schema_migrations (number, name, checksum, applied_at) SELECT MAX(number) + 1, 'future', 'x', 0 FROM schema_migrations");
        Assert.Contains("newer Abaca", Assert.Single(await Of(ward, new MigrationsCheck())).What);
    }

    [Fact]
    public async Task A_database_opened_for_reading_takes_no_change()
    {
        await using var ward = await new CheckedMachine().Rows();
        await using var db = Db.OpenToRead($"sqlite:///{ward.Database}");
        await Assert.ThrowsAsync<DatabaseUnavailable>(() => db.Transaction(tx => tx.Execute(Sql.Raw("DELETE FROM shares")), TestContext.Current.CancellationToken));
        var refused = await Assert.ThrowsAsync<DatabaseUnavailable>(
            async () => await db.Query(Sql.Raw("DELETE FROM schema_migrations RETURNING number"), row => row.Number(0), TestContext.Current.CancellationToken));
        Assert.Contains("cannot be written", refused.Message);
    }

    [Theory]
    [InlineData(10, Health.Problem)]
    [InlineData(500, Health.Warning)]
    [InlineData(5000, Health.Ok)]
    public void A_disk_is_judged_by_what_is_left(long mib, Health expected) => Assert.Equal(expected, DiskSpaceCheck.Of("/", mib << 20).Health);

    [Fact, Trait("Doctor finds", nameof(PortCheck))]
    public async Task Something_else_on_the_port_is_a_problem()
    {
        await using var ward = new CheckedMachine();
        ward.Answer = _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("<html>") };
        Assert.Contains("no share service", Assert.Single(await Of(ward, new PortCheck())).What);
        Assert.Equal(Health.Problem, Assert.Single(await Of(ward, new ServiceCheck())).Health);
    }

    [Fact, Trait("Doctor finds", nameof(PortCheck))]
    public async Task An_address_of_another_machine_is_a_problem()
    {
        await using var ward = new CheckedMachine().Option("osapi_share_listen = 192.0.2.77");
        Assert.Contains("no address of this machine", Assert.Single(await Of(ward, new PortCheck())).Remedy);
    }

    [Fact, Trait("Doctor finds", nameof(ServiceCheck))]
    public async Task A_service_taken_out_by_a_file_is_a_warning()
    {
        await using var ward = new CheckedMachine().Running(health: 503);
        var finding = Assert.Single(await Of(ward, new ServiceCheck()));
        Assert.Equal(Health.Warning, finding.Health);
        Assert.Contains("healthcheck_disable", finding.Remedy);
    }

    [Fact, Trait("Doctor finds", nameof(ClockCheck))]
    public async Task A_service_with_another_clock_is_a_problem()
    {
        await using var ward = new CheckedMachine().Running(ahead: TimeSpan.FromHours(1));
        Assert.Contains("01:00:00 ahead of", Assert.Single(await Of(ward, new ClockCheck())).What);
    }

    [Fact, Trait("Doctor finds", nameof(ClockCheck))]
    public async Task A_row_from_the_future_means_that_a_clock_went_back()
    {
        var future = Moments.ToMicroseconds(CheckedMachine.Now.AddDays(2));
        await using var ward = await new CheckedMachine().Running().Rows(
            $"INSERT INTO services (host, service_binary, topic, zone, reported_at, created_at) VALUES ('node1@ward', 'manila-share', 't', 'nova', {future}, 0)");
        var finding = Assert.Single(await Of(ward, new ClockCheck()));
        Assert.Equal(Health.Problem, finding.Health);
        Assert.Contains("2d 00:00:00 in the future", finding.What);
    }

    static async Task<IReadOnlyList<HealthFinding>> Of(CheckedMachine ward, ICheck check) => [.. (await ward.Examine(check)).Findings.Select(f => f.Finding)];
}
