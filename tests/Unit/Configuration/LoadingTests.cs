using System.Net;
using Abaca.Server.Configuration;
using Xunit;

namespace Abaca.Tests.Unit.Configuration;

public class LoadingTests
{
    [Fact]
    public void Without_any_file_the_embedded_default_starts_on_loopback()
    {
        var loaded = new MadeUpMachine().Load();
        Assert.Empty(loaded.Findings);
        Assert.True(loaded.MayStart);
        var options = loaded.Options;
        Assert.Equal("/var/lib/abaca", options.Node.StatePath);
        Assert.Equal(IPAddress.Loopback, options.Api.Listen);
        Assert.Equal(8786, options.Api.Port);
        Assert.Equal(AuthStrategy.Embedded, options.Authentication.Strategy);
        Assert.Equal("/var/lib/abaca/abaca.sqlite", options.Database.SqliteFile);
        Assert.Equal("node1", options.Node.Host);
        var backend = Assert.Single(options.Backends);
        Assert.Equal("local", backend.Section);
        Assert.Equal("local", backend.BackendName);
        Assert.Equal("/var/lib/abaca/pool", backend.Values["local_pool_path"]);
        Assert.Equal("127.0.0.1", backend.Values["local_export_address"]);
        Assert.False(backend.HandlesShareServers);
    }

    [Theory]
    [InlineData("/state", "/state/abaca")]
    [InlineData("not/absolute", "/home/me/.local/state/abaca")]
    [InlineData(null, "/home/me/.local/state/abaca")]
    public void Without_root_state_is_kept_where_the_desktop_rules_say(string? xdg, string path)
    {
        var machine = new MadeUpMachine { IsRoot = false }.Variable("HOME", "/home/me");
        if (xdg is not null) machine.Variable("XDG_STATE_HOME", xdg);
        Assert.Equal(path, machine.Load().Options.Node.StatePath);
    }

    [Theory]
    [InlineData("0.0.0.0", "0.0.0.0", "192.0.2.10")]
    [InlineData("::", "::", "192.0.2.10")]
    [InlineData("198.51.100.7", "198.51.100.7", "198.51.100.7")]
    public void One_option_opens_the_API_and_NFS(string written, string api, string export)
    {
        var options = Loading.Load($"[DEFAULT]\nabaca_listen = {written}\n").Options;
        Assert.Equal(IPAddress.Parse(api), options.Api.Listen);
        Assert.Equal(IPAddress.Parse(export), options.Node.ExportAddress);
        Assert.Equal(export, options.Backends[0].Values["local_export_address"]);
    }

    [Theory]
    [InlineData("", "", "60")]
    [InlineData("ssh_conn_timeout = 30\n", "", "30")]
    [InlineData("ssh_conn_timeout = 30\n", "ssh_conn_timeout = 5\n", "5")]
    public void The_time_for_connecting_over_ssh_may_stand_in_DEFAULT_for_all_backends(string forAll, string own, string seconds)
    {
        var text = $"[DEFAULT]\nenabled_share_backends = v\n{forAll}[v]\nshare_driver = abaca.vault\ndriver_handles_share_servers = no\nvault_size = 1\n{own}";
        Assert.Equal(seconds, Loading.Load(text).Options.Backends[0].Values["ssh_conn_timeout"]);
    }

    [Fact]
    public void A_later_file_wins_and_a_directory_comes_behind_the_files()
    {
        var machine = new MadeUpMachine()
            .File("/a.conf", "[quota]\nshares = 1\nsnapshots = 1\ngigabytes = 1\n")
            .File("/b.conf", "[quota]\nsnapshots = 2\ngigabytes = 2\n")
            .File("/d/20.conf", "[quota]\ngigabytes = 4\n").File("/d/10.conf", "[quota]\ngigabytes = 3\n")
            .File("/d/.hidden.conf", "[quota]\ngigabytes = 5\n").File("/d/z.txt", "[quota]\ngigabytes = 6\n");
        var loaded = new ConfigurationSource(machine, MadeUpDriver.All).Load(["/a.conf", "/b.conf"], ["/d"]);
        Assert.Equal((1, 2, 4), (loaded.Options.Quota.Shares, loaded.Options.Quota.Snapshots, loaded.Options.Quota.Gigabytes));
        Assert.Equal(["/a.conf", "/b.conf", "/d/10.conf", "/d/20.conf"], loaded.Files);
    }

    [Fact]
    public void The_environment_overrides_files()
    {
        var machine = new MadeUpMachine().File(Loading.Path, "[quota]\nshares = 1\n[local]\nlocal_pool_path = /a\n")
            .Variable("OS_QUOTA__SHARES", "9").Variable("OS_DEFAULT__HOST", "other").Variable("OS_LOCAL__LOCAL_POOL_PATH", "/b")
            .Variable("OS_QUOTA__SHRES", "1").Variable("OS_SOMETHING__ELSE", "1");
        var loaded = machine.Load();
        Assert.Equal(9, loaded.Options.Quota.Shares);
        Assert.Equal("other", loaded.Options.Node.Host);
        Assert.Equal("/b", loaded.Options.Backends[0].Values["local_pool_path"]);
        Assert.Equal(["environment variable OS_QUOTA__SHRES: warning: [quota] shres: is an option that nobody reads; correct or remove the variable"],
            loaded.Lines());
    }

    [Fact]
    public void A_secret_is_read_from_a_file_of_its_own_as_it_stands()
    {
        var loaded = new MadeUpMachine().File("/run/secret", "pa$$word$x\n")
            .File(Loading.Path, "[DEFAULT]\nenabled_share_backends = v\n[v]\nshare_driver = abaca.vault\ndriver_handles_share_servers = no\n"
                + "vault_size = 1\nvault_password_file = /run/secret\n").Load();
        Assert.Empty(loaded.Lines());
        Assert.Equal("pa$$word$x", loaded.Options.Backends[0].Values["vault_password"]);
    }

    [Fact]
    public void Old_names_work_and_are_warned_about()
    {
        var loaded = Loading.Load("[DEFAULT]\nquota_shares = 5\nsql_connection = sqlite:////x/y.db\nosapi_max_request_body_size = 1000\n");
        Assert.Equal(5, loaded.Options.Quota.Shares);
        Assert.Equal("/x/y.db", loaded.Options.Database.SqliteFile);
        Assert.Equal(1000, loaded.Options.Api.MaxRequestBodySize);
        Assert.Equal(
        [
            "/etc/manila/manila.conf:2: warning: [DEFAULT] quota_shares: is an old name; write [quota] shares",
            "/etc/manila/manila.conf:3: warning: [DEFAULT] sql_connection: is an old name; write [database] connection",
            "/etc/manila/manila.conf:4: warning: [DEFAULT] osapi_max_request_body_size: is an old name; write [oslo_middleware] max_request_body_size",
        ], loaded.Lines());
    }

    [Fact]
    public void A_backend_reads_its_section_then_DEFAULT()
    {
        var loaded = Loading.Load("""
            [DEFAULT]
            enabled_share_backends = Fast, slow
            driver_handles_share_servers = False
            vault_size = 5
            storage_availability_zone = az1
            [Fast]
            share_driver = manila.share.drivers.vault.Vault
            vault_size = 9
            vault_tags = a:1, b=2
            share_backend_name = gold
            [slow]
            share_driver = abaca.vault
            max_over_subscription_ratio = 1.5
            backend_availability_zone = az2
            """);
        Assert.Empty(loaded.Lines());
        var (fast, slow) = (loaded.Options.Backends[0], loaded.Options.Backends[1]);
        Assert.Equal(("Fast", "gold", "9", "az1"), (fast.Section, fast.BackendName, fast.Values["vault_size"], fast.AvailabilityZone));
        Assert.Equal(("slow", "slow", "5", "az2"), (slow.Section, slow.BackendName, slow.Values["vault_size"], slow.AvailabilityZone));
        Assert.Equal("no", slow.Values["vault_fast"]);
        Assert.False(slow.Values.ContainsKey("vault_hosts"));
        Assert.Equal(1.5, slow.MaxOverSubscriptionRatio);
    }

    [Fact]
    public void A_whole_file_of_Manila_raises_nothing_but_what_matters()
    {
        var loaded = Loading.Load("""
            [DEFAULT]
            enabled_share_backends = local
            db_backend = sqlalchemy
            share_driver = manila.share.drivers.generic.GenericShareDriver
            rootwrap_config = /etc/manila/rootwrap.conf
            auth_strategy = embedded
            [neutron]
            anything = 1
            [oslo_concurrency]
            lock_path = /x
            [generic1]
            share_driver = manila.share.drivers.generic.GenericShareDriver
            service_instance_user = x
            """);
        Assert.Empty(loaded.Lines());
        Assert.Contains("/etc/manila/manila.conf:3: note: [DEFAULT] db_backend: is not used by this release", loaded.Lines(Severity.Note));
    }

    [Fact]
    public void Every_declared_option_is_read()
    {
        var reader = new OptionReader(new Layers([], new Dictionary<string, string>()), new MadeUpMachine(), ServiceOptions.Known, []);
        reader.Otherwise("DEFAULT", "my_ip", () => "192.0.2.1");
        reader.Otherwise("DEFAULT", "abaca_export_address", () => "192.0.2.1");
        _ = (NodeOptions.Read(reader), ApiOptions.Read(reader), LogOptions.Read(reader), AuthenticationOptions.Read(reader), PolicyOptions.Read(reader, []));
        _ = (DatabaseOptions.Read(reader), MessagingOptions.Read(reader), NotificationOptions.Read(reader), ShareOptions.Read(reader), SchedulingOptions.Read(reader), QuotaOptions.Read(reader));
        _ = (OperationOptions.Read(reader), reader.In("DEFAULT").List("enabled_share_backends"), reader.In("DEFAULT").Integer("ssh_conn_timeout"));
        Assert.Equal(ServiceOptions.Known.Select(option => option.Name).Order(Names), reader.Asked.Order(Names));
    }

    static readonly Comparer<OptionName> Names = Comparer<OptionName>.Create((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()));
}
