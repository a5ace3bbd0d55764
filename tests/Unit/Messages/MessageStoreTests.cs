#pragma warning disable xUnit1051 // Every call ends by itself at once.

using Abaca.DriverSdk;
using Abaca.Server.Data;
using Abaca.Server.Messages;
using Xunit;

namespace Abaca.Tests.Unit.Messages;

/// <summary>Messages as they are kept.</summary>
public sealed class MessageStoreTests
{
    [Fact]
    public async Task Messages_go_away_when_their_time_is_over()
    {
        await using var world = await StoreWorld.Make();
        var subject = new MessageSubject("SHARE", "s", "p", "req-1");
        await world.Db.Transaction(tx => world.Messages.Write(tx, MessageAction.AllocateHost, subject, MessageDetail.FilterCapacity));
        world.Clock.Advance(TimeSpan.FromDays(29));
        Assert.Equal(0, await world.Messages.PurgeExpired());
        var message = (await world.Messages.Find(Assert.Single(await world.Db.Texts($"SELECT id FROM messages WHERE project_id = {"p"}"))))!;
        Assert.Equal(("001", "009"), (message.ActionId, message.DetailId));
        world.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await world.Messages.PurgeExpired());
        Assert.Null(await world.Messages.Find(message.Id));
    }
}
