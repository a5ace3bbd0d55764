using Abaca.Server.Messaging;
using Xunit;

namespace Abaca.Tests.Unit.Messaging;

/// <summary><c>transport_url</c> as operators write it for oslo.messaging.</summary>
public sealed class BrokerUrlTests
{
    [Theory]
    [InlineData("rabbit://u:p@a:5672//manila", "a:5672/u/p", "/manila")]
    [InlineData("rabbit://u:p@a:5672,u2:p2@b:5673,c//v", "a:5672/u/p b:5673/u2/p2 c/guest/guest", "/v")]
    [InlineData("rabbit://man%2Fila%40home:p%40ss%3Aw%2Frd%3F%23100%25@10.0.0.1:5672/x", "10.0.0.1:5672/man/ila@home/p@ss:w/rd?#100%", "x")]
    [InlineData("rabbit://u:p@[fd00::1]:5671,u:p@[fd00::2]/", "fd00::1:5671/u/p fd00::2/u/p", "/")]
    [InlineData("kombu+rabbit://u@a", "a/u/", "/")]
    [InlineData("rabbit://u:p@a/v%2Fw@x", "a/u/p", "v/w@x")]
    public void It_is_read(string url, string nodes, string virtualHost)
    {
        var read = BrokerUrl.Read(url, out var problem);
        Assert.Null(problem);
        Assert.Equal(nodes, string.Join(' ', read!.Nodes.Select(node => $"{node}/{node.User}/{node.Password}")));
        Assert.Equal(virtualHost, read.VirtualHost);
    }

    [Theory]
    [InlineData("amqp://u:secret@a/v")]
    [InlineData("rabbit://u:secret@/v")]
    [InlineData("rabbit://u:secret@a:port/v")]
    [InlineData("rabbit://u:secret/x@a:5672/v")]
    [InlineData("rabbit://u:secret?x@a:5672/v")]
    [InlineData("rabbit://u:secret@a/v?ssl=1")]
    public void What_cannot_be_meant_is_refused_without_the_password(string url)
    {
        Assert.Null(BrokerUrl.Read(url, out var problem));
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
        Assert.Contains(": ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_shown_without_passwords() =>
        Assert.Equal("RabbitMQ at a:5672,b", $"{BrokerUrl.Read("rabbit://u:secret@a:5672,u:secret@b/v", out _)}");
}
