using System.Text;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Network;

/// <summary>The clients tell the truth: tried against a Ganesha with known rules, before any driver is judged by them.</summary>
public sealed class NfsClientTests : IAsyncLifetime
{
    ClientNamespaces net = null!;
    GaneshaAlone ganesha = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        net = await ClientNamespaces.Make(ServerPlace.Namespace, Ct);
        ganesha = await GaneshaAlone.Start(net, Ct);
        await using var up = await Eventually.Holds(
            async () => (await net.NfsClients()[0].Mount(Export, Ct)).Share, share => share is not null, "the server is up", Ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (ganesha is not null) await ganesha.DisposeAsync();
        if (net is not null) await net.DisposeAsync();
    }

    string Export => $"{net.ServerAddress}:/export";

    [Fact]
    public async Task A_writer_writes_what_a_reader_reads_and_a_reader_cannot_write()
    {
        var content = new byte[300_000];
        Random.Shared.NextBytes(content);
        await using var writer = (await net.NfsClients()[0].Mount(Export, Ct)).Share!;
        await using var reader = (await net.NfsClients()[1].Mount(Export, Ct)).Share!;

        Assert.Equal(ClientEnd.Ok, (await writer.Write("größe", content, Ct)).End);
        Assert.Equal(ClientEnd.Ok, (await writer.Write("größe", content, Ct)).End);
        Assert.Equal(content, (await reader.Read("größe", Ct)).Content);
        Assert.Equal("größe", Encoding.UTF8.GetString((await reader.List(Ct)).Content));
        Assert.Equal(ClientEnd.ReadOnly, (await reader.Write("other", content, Ct)).End);
        Assert.Equal(ClientEnd.ReadOnly, (await reader.Remove("größe", Ct)).End);
        Assert.Equal(ClientEnd.Missing, (await reader.Read("other", Ct)).End);
    }

    [Fact]
    public async Task Over_ipv6_one_client_is_let_in_and_the_other_is_not()
    {
        var export = $"[{net.ServerAddressV6}]:/export";
        await using var writer = (await net.NfsClients()[0].Mount(export, Ct)).Share;
        Assert.NotNull(writer);
        Assert.Equal(ClientEnd.Ok, (await writer.Write("six", "6"u8.ToArray(), Ct)).End);
        var refused = await net.NfsClients()[1].Mount(export, Ct);
        Assert.Null(refused.Share);
        Assert.NotEmpty(refused.Said);
    }

    [Fact]
    public async Task Mounting_where_no_server_listens_is_refused_not_endless()
    {
        var attempt = await net.NfsClients(port: 1)[0].Mount(Export, Ct);
        Assert.Null(attempt.Share);
    }
}
