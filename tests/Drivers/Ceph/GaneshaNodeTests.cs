using System.Net;
using System.Net.Sockets;
using System.Text;
using Abaca.Tests.Drivers.Conformance;
using Abaca.Tests.Drivers.Network;
using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>The Ganesha of the fixture, with NFS clients in namespaces, apart from every driver.</summary>
public sealed class GaneshaNodeTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Exports_of_the_index_are_served_by_their_rules_and_again_after_a_kill()
    {
        await using var net = await ClientNamespaces.Make(ServerPlace.Machine, Token);
        await using var cluster = await CephCluster.Start(ct: Token);
        var port = FreePort();
        await using var node = await GaneshaNode.Make(cluster, new GaneshaNodeOptions { Address = net.ServerAddress, Port = port }, Token);
        var clients = net.NfsClients(port);
        var share = await GaneshaNodeExports.Add(cluster, [node], 101, [(clients[0].Identity, "RW"), (clients[1].Identity, "RO")], Token);
        await node.WaitOutGrace(Token);

        await WritesAndReads(clients, $"{net.ServerAddress}:{share}", "before");
        await node.Kill(Token);
        Assert.False(node.IsAlive);
        await node.Start(Token);
        await node.WaitOutGrace(Token);
        await WritesAndReads(clients, $"{net.ServerAddress}:{share}", "after");
        await node.Stop(Token);
    }

    static async Task WritesAndReads(IReadOnlyList<NfsClient> clients, string path, string text)
    {
        var writer = await clients[0].Mount(path, Token);
        Assert.True(writer.Share is not null, writer.Said);
        await using var written = writer.Share;
        Assert.Equal(ClientEnd.Ok, (await written.Write("file", Encoding.UTF8.GetBytes(text), Token)).End);
        var reader = await clients[1].Mount(path, Token);
        Assert.True(reader.Share is not null, reader.Said);
        await using var read = reader.Share;
        Assert.Equal(text, Encoding.UTF8.GetString((await read.Read("file", Token)).Content));
        Assert.Equal(ClientEnd.ReadOnly, (await read.Write("file2", Encoding.UTF8.GetBytes(text), Token)).End);
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
