using Abaca.DriverSdk;
using Abaca.Server.Configuration;
using Abaca.Server.Hosting;
using Abaca.Service;
using Xunit;

namespace Abaca.Tests.Server.Hosting;

/// <summary>
/// A check and a start come to one verdict on every value of every option of every driver: what is refused is named with section, option, file
/// and line; what is not refused makes a driver; and nothing else escapes.
/// </summary>
public sealed class SameVerdictTests : IDisposable
{
    static readonly IReadOnlyList<IDriverFactory> Drivers = ServiceFiles.Drivers;

    static readonly string[] Odd =
    [
        "", "x # note", "-1", "0", "70000", "99999999999", "1e400", "true", "a,a", "a:1,a:2", "create:1,delete:1,delete_share:1", "/", "/no/such/file", "relative/path", "host name", "10.0.0.0/8",
        "999.1.1.1", "::", "[::1]", "tank/a,tank/b", "tank//a", "NFS", "NFS=Nobody", "=x", "\"", "client.x", "7777777", "ä",
    ];

    readonly string place = Directory.CreateTempSubdirectory("abaca-verdict-").FullName;

    /// <summary>Sections that are in order, so that one value at a time can be spoilt.</summary>
    public static TheoryData<string, string[]> Sections { get; } = new()
    {
        { "abaca.local", [] },
        { "cephfs", [] },
        { "cephfs", ["cephfs_protocol_helper_type = NFS", "ganesha_rados_store_enable = true", "ganesha_rados_store_pool_name = nfs"] },
        {
            "cephfs",
            [
                "cephfs_protocol_helper_type = NFS", "ganesha_rados_store_enable = true", "ganesha_rados_store_pool_name = nfs",
                "cephfs_ganesha_server_is_remote = true", "cephfs_ganesha_server_ip = 192.0.2.1",
            ]
        },
        { "cephfs", ["cephfs_protocol_helper_type = NFS", "cephfs_nfs_cluster_id = nfs"] },
        { "zfs", ["zfs_share_export_ip = 192.0.2.1", "zfs_service_ip = 192.0.2.1", "zfs_zpool_list = tank"] },
        { "zfs", ["zfs_share_export_ip = 192.0.2.1", "zfs_service_ip = 192.0.2.1", "zfs_zpool_list = tank", "zfs_use_ssh = true", "zfs_ssh_username = manila"] },
        { "lvm", ["lvm_share_export_ips = 192.0.2.1"] },
        { "lvm", ["lvm_share_export_ips = 192.0.2.1", "lvm_share_thin_pool = thin", "lvm_use_ssh = true", "lvm_ssh_username = manila"] },
        { "glusterfs", ["glusterfs_servers = 192.0.2.1", "glusterfs_volume_pattern = manila-#{size}-.*"] },
        { "abaca.dummy", [] },
    };

    public void Dispose() => Directory.Delete(place, recursive: true);

    [Fact]
    public void Every_driver_has_a_section_here() => Assert.Empty(
        Drivers.Where(driver => !Sections.Any(section => driver.DriverNames.Contains(section.Data.Item1))).Select(driver => driver.GetType().Name));

    [Theory]
    [MemberData(nameof(Sections))]
    public void Every_odd_value_of_every_option_is_refused_by_check_and_start_alike(string driver, string[] lines)
    {
        var factory = Drivers.Single(one => one.DriverNames.Contains(driver));
        Assert.Empty(Checked(driver, lines).Errors.Select(error => error.ToString()));
        var names = factory.Options.Concat(BackendOptionsOfAll).Select(option => option.Name).Distinct();
        foreach (var name in names)
        {
            foreach (var value in Odd) Agree(factory, [.. lines.Where(line => !line.StartsWith(name + " =", StringComparison.Ordinal)), $"{name} = {value}"], name);
            Agree(factory, [.. lines.Where(line => !line.StartsWith(name + " =", StringComparison.Ordinal))], name); // nor when it is missing
        }
    }

    [Theory]
    [InlineData("cephfs", "ganesha_rados_store_enable", "cephfs_protocol_helper_type = NFS")]
    [InlineData("cephfs", "cephfs_filesystem_name", "cephfs_filesystem_name = cephfs!note")]
    [InlineData("cephfs", "cephfs_ganesha_path_to_private_key", "cephfs_protocol_helper_type = NFS", "ganesha_rados_store_enable = true", "ganesha_rados_store_pool_name = nfs", "cephfs_ganesha_server_is_remote = true", "cephfs_ganesha_server_ip = 192.0.2.1", "cephfs_ganesha_path_to_private_key = /no/such/key")]
    [InlineData("cephfs", "cephfs_ganesha_server_ips", "cephfs_protocol_helper_type = NFS", "ganesha_rados_store_enable = true", "ganesha_rados_store_pool_name = nfs", "cephfs_ganesha_server_is_remote = true", "cephfs_ganesha_server_ips = node1,no de")]
    [InlineData("zfs", "zfs_zpool_list", "zfs_share_export_ip = 192.0.2.1", "zfs_service_ip = 192.0.2.1", "zfs_zpool_list = tank/a,tank/b")]
    [InlineData("zfs", "zfs_ssh_private_key_path", "zfs_share_export_ip = 192.0.2.1", "zfs_service_ip = 192.0.2.1", "zfs_zpool_list = tank", "zfs_use_ssh = true", "zfs_ssh_username = m", "zfs_ssh_private_key_path = keys/id")]
    [InlineData("abaca.dummy", "dummy_failures", "dummy_failures = create:refuse,delete:maybe")]
    [InlineData("abaca.dummy", "driver_handles_share_servers", "driver_handles_share_servers = true")]
    [InlineData("abaca.dummy", "filter_function", "filter_function = capabilities.")]
    [InlineData("glusterfs", "glusterfs_servers", "glusterfs_servers = one,two", "glusterfs_volume_pattern = manila-#{size}-.*")]
    [InlineData("glusterfs", "glusterfs_servers", "glusterfs_servers = -oProxyCommand=x@one", "glusterfs_volume_pattern = manila-#{size}-.*")]
    [InlineData("glusterfs", "glusterfs_volume_pattern", "glusterfs_servers = one", "glusterfs_volume_pattern = manila-(")]
    [InlineData("manila.share.drivers.netapp.common.NetAppDriver", "share_driver")]
    public void What_a_driver_cannot_do_with_is_named_with_section_option_file_and_line(string driver, string option, params string[] lines)
    {
        var finding = Checked(driver, lines).Errors.First(error => error.Option.Key == option);
        Assert.Equal("odd", finding.Option.Section);
        Assert.Equal(Path.Combine(place, "manila.conf"), finding.Place!.Source);
        Assert.True(finding.Place.Line > 3);
    }

    [Fact]
    public void A_driver_of_Manilas_that_is_not_done_is_refused_by_its_name_with_the_reason() => Assert.Contains(
        "NFS server of GlusterFS itself (glusterfs_nfs_server_type = Gluster) is no longer part of it",
        Assert.Single(Checked("manila.share.drivers.glusterfs.GlusterfsShareDriver", "glusterfs_nfs_server_type = Gluster").Errors).ToString(), StringComparison.Ordinal);

    [Fact]
    public void All_that_is_wrong_with_a_section_is_said_at_once()
    {
        var loaded = Checked("zfs", "zfs_share_export_ip = x", "zfs_service_ip = y", "zfs_zpool_list = a b", "zfs_dataset_creation_options = z", "zfs_ssh_private_key_path = /no/key");
        Assert.Equal(
            ["zfs_share_export_ip", "zfs_service_ip", "zfs_zpool_list", "zfs_dataset_creation_options", "zfs_ssh_private_key_path"],
            loaded.Errors.Select(error => error.Option.Key));
    }

    [Theory]
    [InlineData("enabled_share_backends = good, good")]
    [InlineData("enabled_share_backends = good, Good")]
    [InlineData("enabled_share_backends = good, quota")]
    [InlineData("enabled_share_backends = good, DEFAULT")]
    [InlineData("abaca_listen = 192.0.2.77")]
    public void What_concerns_the_whole_service_stops_it(string line) => Assert.False(WithGood(line).MayStart);

    [Fact]
    public void A_backend_that_cannot_be_run_is_put_aside_with_its_reason_and_the_last_one_stops_the_service()
    {
        var loaded = WithGood("enabled_share_backends = good, odd", "[odd]", "share_driver = zfs", "driver_handles_share_servers = false");
        Assert.True(loaded.MayStart);
        Assert.Equal("good", Assert.Single(loaded.Options.Backends).Section);
        var unusable = Assert.Single(loaded.Options.Unusable);
        Assert.Equal("odd", unusable.Section);
        Assert.Contains("zfs_zpool_list", unusable.Reason, StringComparison.Ordinal);
        Assert.EndsWith("the service would start without its backend odd: 3 errors, 0 warnings\n", ConfigurationText.Check(loaded), StringComparison.Ordinal);

        Assert.False(WithGood("enabled_share_backends = odd", "[odd]", "share_driver = zfs", "driver_handles_share_servers = false").MayStart);
    }

    static IReadOnlyList<OptionSpec> BackendOptionsOfAll { get; } =
    [
        .. new[] { "share_backend_name", "backend_availability_zone", "replication_domain", "reserved_share_percentage", "max_over_subscription_ratio", "filter_function", "goodness_function", "driver_handles_share_servers" }
            .Select(name => new OptionSpec(name, OptionKind.Text, "")),
    ];

    void Agree(IDriverFactory factory, string[] lines, string name)
    {
        var what = $"{factory.DriverNames[^1]}: {string.Join(" | ", lines)}";
        var loaded = Checked(factory.DriverNames[^1], lines);
        foreach (var error in loaded.Errors)
        {
            Assert.Equal("odd", error.Option.Section);
            Assert.True(error.Option.Key.Length > 0, what);
            Assert.DoesNotContain("fault of Abaca", error.ToString(), StringComparison.Ordinal);
            if (lines.Any(line => line.StartsWith(error.Option.Key + " =", StringComparison.Ordinal))) Assert.True(error.Place is { Line: > 0 }, $"{what}: {error}");
        }
        Assert.Equal(loaded.Errors.Any(), loaded.Options.Backends.Count == 0);
        if (loaded.Options.Backends.Count == 0) return;
        var backend = loaded.Options.Backends[0];
        var trouble = Record.Exception(() => backend.Driver.Create(backend.Settings(place, new LocalCommandRunner(TimeProvider.System), TimeProvider.System, new SilentLog())));
        Assert.True(trouble is null, $"{what} ({name}) passes the check and does not start: {trouble}");
    }

    Loaded Checked(string driver, params string[] lines)
    {
        IReadOnlyList<string> common = lines.Any(line => line.StartsWith("driver_handles", StringComparison.Ordinal)) ? [] : ["driver_handles_share_servers = false"];
        return Load(["enabled_share_backends = odd", $"state_path = {place}", "[odd]", $"share_driver = {driver}", .. common, .. lines]);
    }

    Loaded WithGood(params string[] lines) => Load(
    [
        .. lines.Any(line => line.StartsWith("enabled", StringComparison.Ordinal)) ? [] : (string[])["enabled_share_backends = good"], $"state_path = {place}", .. lines, "[good]", "share_driver = abaca.dummy", "driver_handles_share_servers = false",
    ]);

    Loaded Load(IEnumerable<string> lines)
    {
        var file = Path.Combine(place, "manila.conf");
        File.WriteAllLines(file, ["[DEFAULT]", .. lines]);
        return StartChecks.Of(new ConfigurationSource(new ThisMachine(), Drivers).Load([file], []), []);
    }
}
