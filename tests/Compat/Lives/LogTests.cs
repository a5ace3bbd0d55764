using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Abaca.Server.Microversions;
using Abaca.Tests.Compat.Kill;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Lives;

/// <summary>The log is for people: one line for each thing, with the request that it belongs to; and who changed what.</summary>
public sealed partial class LogTests : IAsyncLifetime
{
    readonly string place = Directory.CreateTempSubdirectory("abaca-log-").FullName;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(place, recursive: true);
        return ValueTask.CompletedTask;
    }

    string Log => Path.Combine(place, "abaca.log");

    ServiceSetting Setting(params string[] lines) =>
        ServiceSetting.Dummy.With("dummy_driver_driver_methods_delays = create:0.2") with { Default = ["auth_strategy = noauth", $"log_dir = {place}", "use_stderr = true", .. lines] };

    [Fact]
    public async Task A_file_is_written_and_opened_anew_after_it_was_rotated()
    {
        await using var service = await ServiceProcess.Start(Setting());
        await Share(service);
        Assert.Equal((UnixFileMode)0b110_100_000, File.GetUnixFileMode(Log));
        File.Move(Log, Log + ".1");
        Assert.Equal(0, service.Signal(1));
        Assert.True(await Deadline.Holds(() => File.Exists(Log), TimeSpan.FromSeconds(10)), "no new file after SIGHUP");
        var old = new FileInfo(Log + ".1").Length;
        await Share(service);
        Assert.True(await Deadline.Holds(() => new FileInfo(Log).Length > 0, TimeSpan.FromSeconds(10)));
        Assert.Equal(old, new FileInfo(Log + ".1").Length);
    }

    [Fact]
    public async Task A_watched_file_is_opened_anew_without_a_signal()
    {
        await using var service = await ServiceProcess.Start(Setting("watch_log_file = true"));
        File.Delete(Log);
        await Share(service);
        Assert.True(await Deadline.Holds(() => File.Exists(Log) && new FileInfo(Log).Length > 0, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Each_line_is_whole_names_no_types_and_carries_its_request()
    {
        await using var service = await ServiceProcess.Start(Setting());
        var request = await Share(service);
        Assert.True(await Deadline.Holds(() => Lines().Any(line => line.Contains($"[{request}]", StringComparison.Ordinal)), TimeSpan.FromSeconds(10)), service.LogTail);
        Assert.All(Lines(), line => Assert.Matches(Shape(), line));
        Assert.DoesNotContain(Lines(), line => Record().IsMatch(line));
    }

    [Fact]
    public async Task What_is_kept_true_without_a_request_has_an_id_in_its_lines_too()
    {
        var setting = Setting();
        await using var service = await ServiceProcess.Start(setting.With("dummy_failures = set_access:unclear*2"));
        var caller = new Caller(service, Storm.Project);
        await Share(service);
        var share = (await caller.Must(HttpMethod.Get, "/shares")).GetProperty("shares")[0].GetProperty("id").GetString();
        Assert.True(await Deadline.Holds(async () => (await caller.Must(HttpMethod.Get, $"/shares/{share}")).GetProperty("share").GetProperty("status").GetString() == "available", TimeSpan.FromSeconds(10)));
        await caller.Must(HttpMethod.Post, $"/shares/{share}/action", new { allow_access = new { access_type = "ip", access_to = "192.0.2.1" } });
        Assert.True(await Deadline.Holds(() => Lines().Any(line => line.Contains("Reconciling", StringComparison.Ordinal)), TimeSpan.FromSeconds(20)), service.LogTail);
        Assert.All(Lines().Where(line => line.Contains("Reconciling", StringComparison.Ordinal)), line => Assert.Contains("[req-", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_changed_what_stands_in_the_audit_log()
    {
        await using var service = await ServiceProcess.Start(Setting("abaca_audit_log_file = audit.log"));
        var request = await Share(service);
        var caller = new Caller(service, Storm.Project);
        Assert.Equal(400, (await caller.Send(HttpMethod.Post, "/shares", new { share = new { } }))!.Value.Status);
        Assert.Equal(404, (await caller.Send(HttpMethod.Delete, "/shares/00000000-0000-0000-0000-000000000000"))!.Value.Status);
        await caller.Must(HttpMethod.Get, "/shares");

        var lines = (await Audited(4)).Select(line => JsonDocument.Parse(line).RootElement).ToList();

        Assert.DoesNotContain(lines, line => line.GetProperty("method").GetString() == "GET");
        var made = lines.Single(line => line.GetProperty("request_id").GetString() == request);
        Assert.Equal("shares.create", made.GetProperty("operation").GetString());
        Assert.Equal("accepted", made.GetProperty("result").GetString());
        Assert.Equal(36, made.GetProperty("resource_id").GetString()!.Length);
        Assert.Equal(Storm.Project, made.GetProperty("project_id").GetString());
        Assert.StartsWith("127.", made.GetProperty("from").GetString(), StringComparison.Ordinal);
        Assert.Equal(["refused", "refused"], lines.Skip(lines.Count - 2).Select(line => line.GetProperty("result").GetString()));
    }

    [Fact]
    public async Task Logins_and_changes_of_users_are_audited_without_their_passwords()
    {
        await using var service = await ServiceProcess.Start(ServiceSetting.Dummy with { Default = [$"abaca_audit_log_file = {place}/audit.log"] });
        using var body = new StringContent(
            """{"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": "admin", "domain": {"id": "default"}, "password": "guess-me-not"}}}}}""",
            Encoding.UTF8, "application/json");
        using var answer = await service.Api.PostAsync(new Uri("/identity/v3/auth/tokens", UriKind.Relative), body);
        Assert.Equal(401, (int)answer.StatusCode);

        var text = string.Join('\n', await Audited(1));

        Assert.DoesNotContain("guess-me-not", text + service.Log, StringComparison.Ordinal);
        var line = JsonDocument.Parse(text.Split('\n')[^1]).RootElement;
        Assert.Equal(("admin", 401, "refused"), (line.GetProperty("user").GetString(), line.GetProperty("status").GetInt32(), line.GetProperty("result").GetString()));
    }

    // A line is written when its answer has been sent.
    async Task<string[]> Audited(int least)
    {
        string[] lines = [];
        Assert.True(
            await Deadline.Holds(() => (lines = File.ReadAllLines(Path.Combine(place, "audit.log"))).Length >= least, TimeSpan.FromSeconds(10)), string.Join('\n', lines));
        return lines;
    }

    IEnumerable<string> Lines() => File.ReadAllLines(Log);

    /// <summary>Makes a share; answers with the request's id.</summary>
    internal static async Task<string> Share(ServiceProcess service)
    {
        var caller = new Caller(service, Storm.Project);
        if ((await caller.Must(HttpMethod.Get, "/types")).GetProperty("share_types").GetArrayLength() == 0) await new Storm(service, most: 1).Prepare();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/shares");
        request.Headers.Add("X-Auth-Token", $"storm:{Storm.Project}");
        request.Headers.Add("X-OpenStack-Manila-API-Version", ApiVersion.NewestText);
        request.Content = new StringContent(JsonSerializer.Serialize(new { share = new { share_proto = "NFS", size = 1, share_type = Storm.Project } }), Encoding.UTF8, "application/json");
        using var answer = await service.Api.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return answer.Headers.GetValues("x-openstack-request-id").First();
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} \d+ (DEBUG|INFO|WARNING|ERROR|CRITICAL) [a-z.]+ \[(-|req-[0-9a-f-]{36})\] \S")]
    private static partial Regex Shape();

    [GeneratedRegex(@"\w+ \{ \w+ = ")]
    private static partial Regex Record();
}
