using Abaca.Server.Configuration;
using Xunit;

namespace Abaca.Tests.Unit.Configuration;

/// <summary>Switches of the command line, and the digest by which processes are compared.</summary>
public sealed class SwitchTests
{
    [Fact]
    public void A_switch_wins_over_environment_and_files_and_a_wrong_one_is_named()
    {
        var machine = new MadeUpMachine().File("/etc/manila/manila.conf", "[DEFAULT]\ndebug = true\nlog_file = /var/log/a.log\n").Variable("OS_DEFAULT__LOG_FILE", "/var/log/b.log");
        var loaded = new ConfigurationSource(machine, []).Load([], [], [new("debug", "false"), new("log_file", "/tmp/c # d.log"), new("syslog_log_facility", "LOG_NOWHERE")]);
        Assert.Equal((false, "/tmp/c # d.log"), (loaded.Options.Node.Debug, loaded.Options.Log.File));
        Assert.Contains(loaded.Findings, finding => finding.ToString().StartsWith("command line --syslog-log-facility: error:", StringComparison.Ordinal));
        Assert.Equal("/tmp/c # d.log", loaded.Options.Again!().Log.File);
    }

    [Fact]
    public void The_digest_tells_shared_options_apart_and_holds_no_secret_and_nothing_of_one_machine()
    {
        var first = Digest("[DEFAULT]\nhost = a\nshare_name_template = x-%s\ntransport_url = rabbit://u:secret@b//\n[database]\nconnection = mysql://u:secret@db/manila\n");
        Assert.Equal(first, Digest("[DEFAULT]\nhost = b\nshare_name_template = x-%s\ntransport_url = rabbit://u:other@b//\n"));
        Assert.NotEqual(first, Digest("[DEFAULT]\nshare_name_template = y-%s\n"));
        Assert.StartsWith("{\"DEFAULT.share_name_template\":\"", first, StringComparison.Ordinal);
        Assert.DoesNotContain("database", first, StringComparison.Ordinal);
    }

    static string Digest(string text) => new MadeUpMachine().File("/etc/manila/manila.conf", text).Load().Options.Digests;
}
