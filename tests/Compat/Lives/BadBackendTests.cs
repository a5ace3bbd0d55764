using System.Net.Http.Json;
using System.Text.Json;
using Abaca.Server.Microversions;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Lives;

/// <summary>A backend that cannot be run stops nobody but itself, and comes back with a mended file.</summary>
public sealed class BadBackendTests
{
    const string Admin = "/v2/00000000000000000000000000000001";

    static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    static readonly string[] Second =
    [
        "share_backend_name = first", "[second]", "share_driver = abaca.dummy", "driver_handles_share_servers = false", "share_backend_name = second", "dummy_state_file = held.json",
    ];

    [Theory]
    [InlineData("dummy_state_file = held.json\n", "dummy_state_file = held.json\ndummy_pools = x:none\n", "dummy_pools = x:none")]
    [InlineData("share_driver = abaca.dummy\ndriver_handles_share_servers = false\nshare_backend_name = second", "share_driver = manila.share.drivers.netapp.common.NetAppDriver\ndriver_handles_share_servers = false\nshare_backend_name = second", "is no driver of this release")]
    public async Task One_that_cannot_be_run_is_down_with_its_reason_keeps_its_shares_and_comes_back(string good, string bad, string reason)
    {
        var setting = ServiceSetting.Dummy.WithoutPasswords().With(Second);
        await using var service = await ServiceProcess.Start(setting with { Default = [.. setting.Default, "enabled_share_backends = dummy, second"] });
        await Until(async () => (await States(service)).GetValueOrDefault("node@second").State == "up");
        await MakeType(service, "of-second", "second");
        await MakeType(service, "of-any", null);
        var kept = await MakeShare(service, "of-second", "available");
        await service.Stop();

        service.Configure(text => Last(text, good, bad));
        await service.Start();
        await Until(async () => (await States(service)).GetValueOrDefault("node@second").State == "down");
        Assert.Contains(reason, (await States(service))["node@second"].Reason, StringComparison.Ordinal);
        await Until(async () => (await States(service)).GetValueOrDefault("node@dummy").State == "up");
        for (var count = 0; count < 3; count++) await MakeShare(service, "of-any", "available");
        await MakeShare(service, "of-second", "error");
        Assert.Equal("available", await StatusOf(service, kept));
        using (var asked = await Send(service, HttpMethod.Delete, $"/shares/{kept}", null)) Assert.True(asked.IsSuccessStatusCode);
        Assert.Equal("deleting", await StatusOf(service, kept));
        await service.Stop();

        service.Configure(text => text.Replace(bad, good, StringComparison.Ordinal));
        await service.Start();
        await Until(async () => (await States(service))["node@second"] is { State: "up", Reason: "" });
        await Until(async () => await StatusOf(service, kept) is null);
        await MakeShare(service, "of-second", "available");
    }

    [Theory]
    [InlineData("share_driver = cephfs\ncephfs_protocol_helper_type = NFS", "ganesha_rados_store_enable")]
    [InlineData("share_driver = cephfs\ncephfs_filesystem_name = ceph fs", "cephfs_filesystem_name")]
    [InlineData("share_driver = zfs\nzfs_share_export_ip = 192.0.2.1\nzfs_service_ip = 192.0.2.1\nzfs_zpool_list = tank/a,tank/b", "zfs_zpool_list")]
    [InlineData("share_driver = zfs\nzfs_share_export_ip = 192.0.2.1\nzfs_service_ip = 192.0.2.1\nzfs_zpool_list = tank\nzfs_use_ssh = true\nzfs_ssh_username = m\nzfs_ssh_private_key_path = /no/such/key", "zfs_ssh_private_key_path")]
    [InlineData("share_driver = abaca.local\nlocal_pool_path = here", "local_pool_path")]
    [InlineData("share_driver = manila.share.drivers.netapp.common.NetAppDriver", "share_driver")]
    public async Task The_only_one_ends_the_start_with_the_reason_that_the_check_gives(string section, string option)
    {
        var place = Directory.CreateTempSubdirectory("abaca-bad-");
        try
        {
            var file = Path.Combine(place.FullName, "manila.conf");
            await File.WriteAllTextAsync(file, $"[DEFAULT]\nstate_path = {place.FullName}/state\nabaca_listen = 127.3.3.3\nenabled_share_backends = only\n[only]\ndriver_handles_share_servers = false\n{section}\n");
            foreach (var arguments in (string[][])[["config", "check"], ["serve"]])
            {
                var run = await Tool.Run(Path.Combine(AppContext.BaseDirectory, "abaca"), [.. arguments, "--config-file", file]);
                var said = run.Output + run.Error;
                Assert.True(run.Code == 1, said);
                Assert.Matches($"{file}:[0-9]+: error: \\[only\\] {option}", said);
                Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
                Assert.DoesNotContain("Unhandled", said, StringComparison.Ordinal);
            }
            Assert.False(Directory.Exists(Path.Combine(place.FullName, "state")));
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }

    /// <summary>What people paste as root on a file server holds no value that the driver would refuse; a key that is not there yet keeps nobody from it.</summary>
    [Theory]
    [InlineData("lvm-host", "lvm\nlvm_share_export_ips = 192.0.2.1\nlvm_ssh_username = a ALL", "lvm_ssh_username")]
    [InlineData("lvm-host", "lvm\nlvm_share_export_ips = 192.0.2.1\nlvm_share_volume_group = vg.* ALL", "lvm_share_volume_group")]
    [InlineData("lvm-host", "lvm\nlvm_share_export_ips = 192.0.2.1\nlvm_share_export_root = /srv/x$(touch /tmp/z)", "lvm_share_export_root")]
    [InlineData("lvm-host", "lvm\nlvm_share_export_ips = 192.0.2.1\nlvm_share_export_root = /etc", "lvm_share_export_root")]
    [InlineData("lvm-host", "lvm\nlvm_share_export_ips = 192.0.2.1\nlvm_use_ssh = true\nlvm_ssh_username = m\nlvm_ssh_private_key_path = /no/such/key", null)]
    [InlineData("zfs-host", "zfs\nzfs_share_export_ip = 192.0.2.1\nzfs_service_ip = 192.0.2.1\nzfs_zpool_list = tank\nzfs_ssh_username = a ALL", "zfs_ssh_username")]
    [InlineData("zfs-host", "zfs\nzfs_share_export_ip = 192.0.2.1\nzfs_service_ip = 192.0.2.1\nzfs_zpool_list = tank; reboot", "zfs_zpool_list")]
    public async Task What_a_file_server_is_set_up_with_is_printed_of_good_values_only(string command, string driver, string? refused)
    {
        var place = Directory.CreateTempSubdirectory("abaca-host-");
        try
        {
            var file = Path.Combine(place.FullName, "manila.conf");
            var (name, options) = driver.Split('\n', 2) is [var first, var rest] ? (first, rest) : (driver, "");
            await File.WriteAllTextAsync(file, $"[DEFAULT]\nstate_path = {place.FullName}/state\nenabled_share_backends = only\n[only]\ndriver_handles_share_servers = false\nshare_driver = {name}\n{options}\n");
            var run = await Tool.Run(Path.Combine(AppContext.BaseDirectory, "abaca"), ["config", command, "--backend", "only", "--config-file", file]);
            Assert.True(run.Code == (refused is null ? 0 : 2), run.Output + run.Error);
            if (refused is null) Assert.Contains("NOPASSWD", run.Output, StringComparison.Ordinal);
            else Assert.Equal((0, true), (run.Output.Length, run.Error.Contains(refused, StringComparison.Ordinal)));
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }

    /// <summary>Changes the last of several places.</summary>
    static string Last(string text, string from, string to)
    {
        var at = text.LastIndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0, text);
        return text[..at] + to + text[(at + from.Length)..];
    }

    static async Task<Dictionary<string, (string State, string Reason)>> States(ServiceProcess service)
    {
        using var answer = await Send(service, HttpMethod.Get, "/services", null);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return json.RootElement.GetProperty("services").EnumerateArray().Where(s => s.GetProperty("binary").GetString() == "manila-share").ToDictionary(
            s => s.GetProperty("host").GetString()!, s => (s.GetProperty("state").GetString()!, s.GetProperty("disabled_reason").GetString() ?? ""));
    }

    static async Task MakeType(ServiceProcess service, string name, string? backend)
    {
        var specs = new Dictionary<string, object> { ["driver_handles_share_servers"] = false };
        if (backend is not null) specs["share_backend_name"] = backend;
        using var made = await Send(service, HttpMethod.Post, "/types", new { share_type = new { name, extra_specs = specs } });
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
    }

    static async Task<string> MakeShare(ServiceProcess service, string type, string end)
    {
        using var made = await Send(service, HttpMethod.Post, "/shares", new { share = new { share_proto = "NFS", size = 1, share_type = type } });
        var text = await made.Content.ReadAsStringAsync();
        Assert.True(made.IsSuccessStatusCode, text);
        using var json = JsonDocument.Parse(text);
        var id = json.RootElement.GetProperty("share").GetProperty("id").GetString()!;
        await Until(async () => await StatusOf(service, id) == end);
        return id;
    }

    static async Task<string?> StatusOf(ServiceProcess service, string share)
    {
        using var answer = await Send(service, HttpMethod.Get, $"/shares/{share}", null);
        if ((int)answer.StatusCode == 404) return null;
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return json.RootElement.GetProperty("share").GetProperty("status").GetString();
    }

    static async Task<HttpResponseMessage> Send(ServiceProcess service, HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, new Uri(Admin + path, UriKind.Relative));
        request.Headers.Add("X-Auth-Token", "admin:00000000000000000000000000000001");
        request.Headers.Add("X-OpenStack-Manila-API-Version", ApiVersion.NewestText);
        if (body is not null) request.Content = JsonContent.Create(body);
        return await service.Api.SendAsync(request);
    }

    static async Task Until(Func<Task<bool>> condition, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(condition))] string what = "") =>
        Assert.True(await Deadline.Holds(condition, Soon), what);
}
