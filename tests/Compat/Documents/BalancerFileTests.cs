using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Documents;

/// <summary>The balancer's file that the project brings is one that haproxy takes.</summary>
public sealed class BalancerFileTests
{
    [Fact]
    public async Task Haproxy_takes_its_file()
    {
        Assert.True(Tool.IsThere("haproxy"), "A package is missing: apt-get install haproxy");
        (await Tool.Run("haproxy", ["-c", "-f", Path.Combine(DocumentedCommand.Root, "deploy/haproxy/haproxy.cfg")])).Succeeded();
    }
}
