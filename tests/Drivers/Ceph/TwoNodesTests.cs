using System.Text;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>The two nodes of the fixture, apart from every driver.</summary>
public sealed class TwoNodesTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_address_moves_when_its_holder_is_killed_and_clients_go_on()
    {
        await using var two = await TwoNodes.Start(ct: Token);
        var client = two.Clients[0];
        var share = await GaneshaNodeExports.Add(two.Cluster, two.Nodes, 101, [(client.Identity, "RW")], Token);
        var path = $"{two.FloatingAddress}:{share}";
        Assert.Equal("", await Writes(client, path, "one"));
        var holder = (await two.Holder(Token))!.Value;

        var began = TimeProvider.System.GetTimestamp();
        await two.Nodes[holder].Kill(Token);
        await two.Fence(holder, [101], Token);
        await Eventually.Holds(() => Writes(client, path, "two"), said => said.Length == 0, "clients write again", Token);
        Measured.Say($"interrupted for {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.00} s");
        Assert.Equal(1 - holder, await two.Holder(Token));

        await two.Nodes[holder].Start(Token);
        await two.Nodes[holder].WaitOutGrace(Token);
        Assert.Equal("", await Writes(client, path, "three"));
        Assert.Contains("uint16 101\n", await two.Nodes[holder].Exports("ShowExports", Token), StringComparison.Ordinal);

        var now = (await two.Holder(Token))!.Value;
        await two.Link(now, up: false, Token);
        await Eventually.Holds(() => two.Holder(Token), other => other is not null && other != now, "the other node takes the address", Token);
        await two.Link(now, up: true, Token);
    }

    static async Task<string> Writes(IShareClient client, string path, string text)
    {
        var mounted = await client.Mount(path, Token);
        if (mounted.Share is null) return mounted.Said;
        await using var share = mounted.Share;
        var written = await share.Write("file", Encoding.UTF8.GetBytes(text), Token);
        return written.End == ClientEnd.Ok ? "" : $"{written.End} {written.Said}";
    }
}
