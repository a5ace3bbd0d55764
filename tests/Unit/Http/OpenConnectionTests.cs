using Abaca.Server.Http;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Abaca.Tests.Unit.Http;

/// <summary>A connection can be given up while the service waits for its client, and never while it works.</summary>
public sealed class OpenConnectionTests
{
    readonly OpenConnection mine = new(new DefaultConnectionContext("mine"), "192.0.2.1", TimeProvider.System);
    readonly DefaultHttpContext http = new();

    public OpenConnectionTests() => http.Features.Set(mine);

    [Fact]
    public void Before_and_between_requests_it_waits()
    {
        Assert.True(mine.IsWaiting);
        Assert.True(mine.Begin());
        Assert.False(mine.IsWaiting);
        Assert.False(mine.GiveUp());
        mine.End();
        Assert.True(mine.GiveUp());
        Assert.False(mine.Begin());
    }

    [Fact]
    public async Task While_a_body_arrives_it_waits()
    {
        var piece = new TaskCompletionSource<int>();
        mine.Begin();
        var read = OpenConnection.Receive(http, new ValueTask<int>(piece.Task));
        Assert.True(mine.IsWaiting);
        piece.SetResult(7);
        Assert.Equal(7, await read);
        Assert.False(mine.IsWaiting);
    }

    [Fact]
    public async Task What_arrives_on_a_connection_that_was_given_up_is_not_carried_out()
    {
        var piece = new TaskCompletionSource<int>();
        mine.Begin();
        var read = OpenConnection.Receive(http, new ValueTask<int>(piece.Task));
        Assert.True(mine.GiveUp());
        piece.SetResult(7);
        await Assert.ThrowsAsync<ConnectionAbortedException>(async () => await read);
        mine.End();
        Assert.False(mine.IsWaiting);
    }

    [Fact]
    public async Task While_a_client_does_not_take_its_answer_it_waits()
    {
        var taken = new TaskCompletionSource();
        mine.Begin();
        var send = OpenConnection.Send(http, new ValueTask(taken.Task));
        Assert.True(mine.IsWaiting);
        taken.SetResult();
        await send;
        Assert.False(mine.IsWaiting);
    }

    [Fact]
    public void Drops_do_not_make_it_younger()
    {
        mine.Begin();
        var since = mine.Since;
        for (var i = 0; i < 3; i++)
        {
            var piece = new TaskCompletionSource<int>();
            _ = OpenConnection.Receive(http, new ValueTask<int>(piece.Task));
            piece.SetResult(1);
        }
        Assert.Equal(since, mine.Since);
    }
}
