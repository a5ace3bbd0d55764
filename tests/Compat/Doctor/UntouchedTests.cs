using System.Globalization;
using System.Security.Cryptography;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Doctor;

/// <summary>Doctor looks and changes nothing, whatever it finds: no name, mode, content or time, in the state directory or beside it.</summary>
public sealed class UntouchedTests : IDisposable
{
    readonly string room = Directory.CreateTempSubdirectory("abaca-untouched-").FullName;

    // The runtime itself has files here while a program runs, so its time of change says nothing; it must be empty again.
    readonly string passing = Directory.CreateTempSubdirectory("abaca-passing-").FullName;

    public void Dispose()
    {
        Directory.Delete(room, recursive: true);
        Directory.Delete(passing, recursive: true);
    }

    string State => Path.Combine(room, "state");

    [Theory]
    [InlineData("dummy")]
    [InlineData("local")]
    [InlineData("zfs")]
    [InlineData("cephfs")]
    public async Task A_machine_on_which_nothing_was_started_stays_as_it_is(string backend)
    {
        var config = Config(backend);
        await Unchanged(config);
        Assert.False(Directory.Exists(State));

        Directory.CreateDirectory(State);
        await Unchanged(config);
        Assert.Empty(Directory.EnumerateFileSystemEntries(State));
    }

    [Fact]
    public async Task What_a_stopped_and_a_killed_service_leave_stays_as_it_is()
    {
        await using var service = await ServiceProcess.Start(ServiceSetting.Dummy);
        await service.Stop();
        await Unchanged(service.ConfigFile, service.State);

        await service.Start();
        service.Kill();
        Assert.True(File.Exists(Path.Combine(service.State, "abaca.sqlite-wal")));
        var told = await Unchanged(service.ConfigFile, service.State);
        Assert.Contains("Opens, and SQLite finds no damage.", told, StringComparison.Ordinal);

        // As somebody's copy of the two files has it.
        File.Delete(Path.Combine(service.State, "abaca.sqlite-shm"));
        told = await Unchanged(service.ConfigFile, service.State);
        Assert.Contains("Opens, and SQLite finds no damage.", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pool_of_Local_stays_as_it_is_beside_a_running_service_and_after_it()
    {
        await using var service = await ServiceProcess.Start(ServiceSetting.Local);
        // Files of the running service itself change by themselves; names and modes do not.
        var names = Names(service.State);
        (await Doctor(service.ConfigFile)).Succeeded();
        Assert.Equal(names, Names(service.State));
        await service.Stop();
        await Unchanged(service.ConfigFile, service.State);
    }

    static List<string> Names(string directory) =>
        [.. Directory.EnumerateFileSystemEntries(directory, "*", SearchOption.TopDirectoryOnly).Order(StringComparer.Ordinal)];

    async Task<string> Unchanged(string config, string? also = null)
    {
        string[] places = also is null ? [room] : [room, also];
        var before = places.SelectMany(Snapshot.Of).ToList();
        var run = await Doctor(config);
        Assert.True(run.Code is 0 or 1, run.Output + run.Error);
        Assert.DoesNotContain("could not be looked at", run.Output, StringComparison.Ordinal);
        Assert.Equal(before, places.SelectMany(Snapshot.Of));
        Assert.Empty(Directory.EnumerateFileSystemEntries(passing));
        return run.Output;
    }

    Task<ToolRun> Doctor(string config) => AbacaTool.Run(["doctor", "--config-file", config], new Dictionary<string, string>
    {
        ["TMPDIR"] = passing, ["HOME"] = Path.Combine(room, "nobody"),
    });

    string Config(string backend)
    {
        var address = string.Create(CultureInfo.InvariantCulture,
            $"127.{RandomNumberGenerator.GetInt32(1, 255)}.{RandomNumberGenerator.GetInt32(1, 255)}.{RandomNumberGenerator.GetInt32(2, 255)}");
        var file = Path.Combine(room, "manila.conf");
        string[] own = backend switch
        {
            // Nobody listens at the file server's address; the way to it is made all the same.
            "zfs" =>
            [
                $"zfs_service_ip = {address}", $"zfs_share_export_ip = {address}", "zfs_zpool_list = tank", "zfs_ssh_username = abaca", "zfs_ssh_user_password = secret",
            ],
            "cephfs" => [$"cephfs_conf_path = {room}/ceph.conf", "cephfs_protocol_helper_type = NFS", "cephfs_ganesha_server_is_remote = true", $"cephfs_ganesha_server_ip = {address}"],
            _ => [],
        };
        File.WriteAllLines(file,
        [
            "[DEFAULT]", "host = node", $"state_path = {State}", $"abaca_listen = {address}", $"enabled_share_backends = {backend}",
            $"[{backend}]", $"share_driver = {(backend is "zfs" or "cephfs" ? backend : $"abaca.{backend}")}", "driver_handles_share_servers = False", .. own,
        ]);
        return file;
    }
}
