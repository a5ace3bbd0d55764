using Abaca.Drivers.Ssh;
using Xunit;

namespace Abaca.Tests.Unit.Drivers;

public sealed class SshArgumentsTests
{
    static readonly SshTarget Node = new("192.0.2.10", "root", KeyPath: "/etc/key", ConnectTimeout: TimeSpan.FromSeconds(30));

    static IReadOnlyList<string> Connect(SshTarget target) => SshArguments.Connect(target, "/state/known_hosts", "/state/socket");

    [Fact]
    public void A_key_is_used_without_questions_and_the_first_host_key_is_pinned()
    {
        var line = Connect(Node);
        Assert.Contains("BatchMode=yes", line);
        Assert.Contains("StrictHostKeyChecking=accept-new", line);
        Assert.Contains("UserKnownHostsFile=\"/state/known_hosts\"", line);
        Assert.Contains("/etc/key", line);
        Assert.Equal(["--", "192.0.2.10", "exec true"], line.TakeLast(3));
    }

    [Fact]
    public void The_operators_known_hosts_are_all_that_is_trusted()
    {
        var line = Connect(Node with { KnownHostsPath = "/etc/abaca/known hosts" });
        Assert.Contains("StrictHostKeyChecking=yes", line);
        Assert.Contains("UserKnownHostsFile=\"/etc/abaca/known hosts\"", line);
    }

    [Fact]
    public void A_password_is_asked_for_and_never_in_the_list()
    {
        var target = Node with { KeyPath = null, Password = "secret" };
        Assert.Contains("BatchMode=no", Connect(target));
        Assert.DoesNotContain(Connect(target), word => word.Contains("secret", StringComparison.Ordinal));
        Assert.DoesNotContain("secret", target.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(30)]
    [InlineData(60)]
    public void A_silent_peer_is_noticed_within_the_connect_timeout(int seconds)
    {
        var line = Connect(Node with { ConnectTimeout = TimeSpan.FromSeconds(seconds) });
        int Number(string option) => int.Parse(line.Single(word => word.StartsWith(option + "=", StringComparison.Ordinal))[(option.Length + 1)..]);
        var noticed = Number("ServerAliveInterval") * (Number("ServerAliveCountMax") + 1);
        Assert.InRange(noticed, 1, Math.Max(2, seconds));
        Assert.Equal(seconds, Number("ConnectTimeout"));
    }

    [Fact]
    public void Commands_never_open_a_connection_of_their_own() =>
        Assert.Contains("ProxyCommand=false", SshArguments.Run(Node, "/state/socket", "exec true"));
}
