using System.Net;
using Abaca.Server.Hosting;
using Abaca.Server.Http;
using Microsoft.AspNetCore.Connections;
using Xunit;

namespace Abaca.Tests.Unit.Hosting;

/// <summary>Connections that no thread has looked at yet are counted, too: their descriptors are taken.</summary>
public sealed class BoundedTransportTests
{
    const int Most = 16, Beyond = 8;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    readonly OpenConnections connections = new(Most, mostOfSource: 1000, [], TimeProvider.System);

    [Fact]
    public async Task No_more_are_accepted_than_fit_until_one_has_ended()
    {
        await using var listener = await Listen();
        var accepted = new List<ConnectionContext>();
        for (var i = 0; i < Most + Beyond; i++) accepted.Add((await listener.AcceptAsync(Ct))!);

        var waiting = listener.AcceptAsync(Ct).AsTask();
        Assert.False(waiting.IsCompleted);
        await connections.Carry(accepted[0], _ => Task.CompletedTask);
        Assert.NotNull(await waiting);
    }

    [Fact]
    public async Task A_refused_connection_gives_its_place_back()
    {
        await using var listener = await Listen();
        var end = new TaskCompletionSource();
        var carried = new List<Task>();
        for (var i = 0; i < Most; i++) carried.Add(connections.Carry((await listener.AcceptAsync(Ct))!, connection => Busy(connection, end.Task)));
        for (var i = 0; i < 3 * Beyond; i++) await connections.Carry((await listener.AcceptAsync(Ct))!, _ => Task.CompletedTask); // all others are at work
        end.SetResult();
        await Task.WhenAll(carried);
        Assert.Equal(0, connections.Count);
    }

    [Fact]
    public async Task Who_waits_for_room_is_let_go_at_the_end()
    {
        await using var listener = await Listen();
        for (var i = 0; i < Most + Beyond; i++) await listener.AcceptAsync(Ct);
        var waiting = listener.AcceptAsync(Ct).AsTask();
        await listener.UnbindAsync(Ct);
        Assert.Null(await waiting);
    }

    ValueTask<IConnectionListener> Listen() => new BoundedTransport(new Endless(), connections).BindAsync(new IPEndPoint(IPAddress.Loopback, 1), Ct);

    static Task Busy(ConnectionContext connection, Task until)
    {
        connection.Features.Get<OpenConnection>()!.Begin();
        return until;
    }

    sealed class Endless : IConnectionListenerFactory, IConnectionListener
    {
        public EndPoint EndPoint => new IPEndPoint(IPAddress.Loopback, 1);

        public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => ValueTask.FromResult<IConnectionListener>(this);

        public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult<ConnectionContext?>(new DefaultConnectionContext(Guid.NewGuid().ToString()));

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
