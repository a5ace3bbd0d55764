using Abaca.Server.Configuration;
using Xunit;

namespace Abaca.Tests.Unit.Configuration;

public class FindingTests
{
    const string P = "/etc/manila/manila.conf:2: error: ";

    [Theory]
    [InlineData("[quota]\nshares = many", P + "[quota] shares = many: is not a whole number; write digits only, at most 2147483647")]
    [InlineData("[quota]\nshares =", P + "[quota] shares = : is not a whole number; write digits only, at most 2147483647")]
    [InlineData("[quota]\nshares = -2", P + "[quota] shares = -2: is out of range; write -1 or more")]
    [InlineData("[quota]\nshares = 9999999999", P + "[quota] shares = 9999999999: is not a whole number; write digits only, at most 2147483647")]
    [InlineData("[operations]\nworkers = 0", P + "[operations] workers = 0: is out of range; write 1 to 1024")]
    [InlineData("[DEFAULT]\ndebug = perhaps", P + "[DEFAULT] debug = perhaps: is neither true nor false; write true or false (yes, no, on, off, 1, 0 do as well)")]
    [InlineData("[DEFAULT]\nmy_ip = 1", P + "[DEFAULT] my_ip = 1: is not an IP address; write an IPv4 or IPv6 address, without port and brackets")]
    [InlineData("[DEFAULT]\nosapi_share_listen_port = 65536", P + "[DEFAULT] osapi_share_listen_port = 65536: is not a port number; write a number from 0 to 65535")]
    [InlineData("[DEFAULT]\ncapacity_weight_multiplier = NaN", P + "[DEFAULT] capacity_weight_multiplier = NaN: is not a number; write it like 1.5")]
    [InlineData("[DEFAULT]\nauth_strategy = ldap", P + "[DEFAULT] auth_strategy = ldap: is not one of the values known; write one of embedded, noauth, noauthv2, keystone")]
    [InlineData("[DEFAULT]\nauth_strategy = noauth\nabaca_listen = 0.0.0.0", P + "[DEFAULT] auth_strategy = noauth: lets everybody in, and the API would listen on 0.0.0.0; listen on 127.0.0.1 (abaca_listen, osapi_share_listen), or write auth_strategy = embedded")]
    [InlineData("[DEFAULT]\nservice_down_time = 10", P + "[DEFAULT] service_down_time = 10: is not above report_interval, so that every service would count as down; write at least three times report_interval")]
    [InlineData("[DEFAULT]\nhost = a@b", P + "[DEFAULT] host = a@b: cannot be a host's name; write a name without blanks, @ and #")]
    [InlineData("[DEFAULT]\nstate_path = here", P + "[DEFAULT] state_path = here: is not an absolute path; begin it with /")]
    [InlineData("[DEFAULT]\nshare_name_template = share", P + "[DEFAULT] share_name_template = share: does not hold %s exactly once; write it like share-%s")]
    [InlineData("[DEFAULT]\nenabled_share_protocols =", P + "[DEFAULT] enabled_share_protocols = : is empty, so that no share could be made; write some of NFS, CIFS, GLUSTERFS, HDFS, CEPHFS, MAPRFS, LUSTRE")]
    [InlineData("[DEFAULT]\nenabled_share_protocols = NFS,AFP", P + "[DEFAULT] enabled_share_protocols = NFS,AFP: names the protocol AFP, which is not known; write some of NFS, CIFS, GLUSTERFS, HDFS, CEPHFS, MAPRFS, LUSTRE")]
    [InlineData("[DEFAULT]\nosapi_share_base_URL = example", P + "[DEFAULT] osapi_share_base_URL = example: is no web address; write scheme and host, like https://share.example.org")]
    [InlineData("[database]\nconnection = oracle://u:hunter2@h/d", P + "[database] connection = ****: names no database that this release can use; write sqlite:/// and the absolute path of a file, such as sqlite:////var/lib/abaca/abaca.sqlite, or mysql+pymysql://USER:PASSWORD@HOST/DATABASE, or postgresql://USER:PASSWORD@HOST/DATABASE")]
    [InlineData("[database]\nconnection_file = /none", P + "[database] connection_file = /none: names a file that does not exist; make the file or correct the path")]
    [InlineData("[DEFAULT]\nenabled_share_backends = a@b", P + "[DEFAULT] enabled_share_backends = a@b: 'a@b' cannot be a backend's name; choose a name without blanks, @, # and brackets, other than DEFAULT")]
    [InlineData("[DEFAULT]\nenabled_share_backends = x", "error: [x] share_driver: is required and missing; write share_driver in section [x]: The driver: abaca.local and so on, or the class path that Manila uses.")]
    [InlineData("[local]\nshare_driver = abaca.tape", P + "[local] share_driver = abaca.tape: is no driver of this release; write one of abaca.local, abaca.vault")]
    [InlineData("[local]\nshare_driver = abaca.vault", "error: [local] vault_size: is required and missing; write vault_size in section [local]: GiB.")]
    [InlineData("[local]\nreserved_share_percentage = 101", P + "[local] reserved_share_percentage = 101: is out of range; write 0 to 100")]
    [InlineData("[local]\nlocal_export_address = here", P + "[local] local_export_address = here: is not an IP address; write an IPv4 or IPv6 address, without port and brackets")]
    public void An_error_names_place_option_value_problem_and_remedy(string text, string report)
    {
        var loaded = Loading.Load(text);
        Assert.False(loaded.MayStart);
        Assert.Contains(report, loaded.Lines());
        Assert.DoesNotContain(loaded.Lines(), line => line.Contains("hunter2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[quota]\nshraes = 1", "/etc/manila/manila.conf:2: warning: [quota] shraes: is an option that nobody reads; did you mean shares?")]
    [InlineData("[quotas]\nshares = 1", "/etc/manila/manila.conf:1: warning: [quotas]: is a section that nobody reads; did you mean [quota]?")]
    [InlineData("[quota]\nshares = 1\nshares = 2", "/etc/manila/manila.conf:3: warning: [quota] shares: is given 2 times, first on line 2; this one counts; remove the others")]
    [InlineData("[local]\nlocal_pool_pth = /x", "/etc/manila/manila.conf:2: warning: [local] local_pool_pth: is an option that nobody reads; did you mean local_pool_path?")]
    public void A_likely_mistake_is_a_warning_and_the_service_starts(string text, string report)
    {
        var loaded = Loading.Load(text);
        Assert.True(loaded.MayStart);
        Assert.Equal([report], loaded.Lines());
    }

    [Fact]
    public void All_errors_come_at_once_in_the_order_of_lines()
    {
        var loaded = Loading.Load("[DEFAULT]\nmy_ip = x\ndebug = x\nnonsense\n[quota]\nshares = x\n[local]\nreserved_share_percentage = x\n");
        Assert.Equal([2, 3, 4, 6, 8], loaded.Errors.Select(error => error.Place!.Line));
    }

    [Fact]
    public void A_secret_of_a_driver_is_masked_and_its_own_complaint_has_a_line()
    {
        var loaded = Loading.Load("[DEFAULT]\nenabled_share_backends = v\n[v]\nshare_driver = abaca.vault\ndriver_handles_share_servers = 0\nvault_size = 3\nvault_password = hunter2\n");
        var backend = Assert.Single(loaded.Options.Backends);
        Assert.Equal("/etc/manila/manila.conf:6: error: [v] vault_size = 3: is too small",
            backend.Refused(new Abaca.DriverSdk.OptionException("vault_size", "is too small")).ToString());
        Assert.DoesNotContain("hunter2", backend.Refused(new Abaca.DriverSdk.OptionException("vault_password", "is weak")).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", loaded.Options.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_named_and_missing_or_unreadable_is_an_error()
    {
        var machine = new MadeUpMachine();
        machine.Unreadable.Add("/secret.conf");
        var loaded = new ConfigurationSource(machine, MadeUpDriver.All).Load(["/none.conf", "/secret.conf"], ["/nowhere"]);
        Assert.Equal(
        [
            "/none.conf: error: configuration: does not exist; correct the path, or leave it out to run without a file",
            "/secret.conf: error: configuration: cannot be read: Access to the path '/secret.conf' is denied.; let the service's user read it, or name another file with --config-file",
            "/nowhere: error: configuration: is no directory; correct the path of --config-dir",
        ], loaded.Lines());
    }

    [Fact]
    public void The_check_ends_with_what_would_happen()
    {
        Assert.EndsWith("files read: none (embedded default)\nbackends: local\nthe service would start: 0 errors, 0 warnings\n",
            ConfigurationText.Check(new MadeUpMachine().Load()), StringComparison.Ordinal);
        Assert.EndsWith("the service would not start: 1 error, 0 warnings\n", ConfigurationText.Check(Loading.Load("[quota]\nshares = x")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_sample_names_every_option_and_is_itself_a_file_without_errors()
    {
        var sample = ConfigurationText.Sample(MadeUpDriver.All);
        Assert.All(ServiceOptions.Known, option => Assert.Contains($"\n#{option.Spec.Name} =", sample, StringComparison.Ordinal));
        Assert.Empty(Loading.Load(sample.Split("\n# A backend with")[0]).Lines());
        Assert.Contains("#vault_password =", sample, StringComparison.Ordinal);
    }
}
