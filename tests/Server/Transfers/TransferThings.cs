using Abaca.Tests.Server.Worlds;
using Xunit;

namespace Abaca.Tests.Server.Transfers;

/// <summary>Share transfers, each of a share of its own.</summary>
sealed class TransferThings : IWorldPart
{
    /// <inheritdoc/>
    public IEnumerable<Thing> Things { get; } =
    [
        new("offered share", Share),
        new("transfer", Transfer, "/share-transfers/{}"),
        new("transfer key", Key),
    ];

    /// <inheritdoc/>
    public IEnumerable<WritingEndpoint> Writes { get; } =
    [
        WritingEndpoint.Of("share_transfers.create", """{"transfer":{"share_id":"{share}","name":"golden"}}""", "share_id:word name:name"),
        WritingEndpoint.Of("share_transfers.accept", """{"accept":{"auth_key":"{transfer key}"}}""", "auth_key:word clear_access_rules:flag"),
    ];

    static async Task<string> Share(Things things)
    {
        var share = await things.Post("/v2/shares", new { share = new { share_proto = "NFS", size = 1, share_type = "plain", name = "offered" } });
        await things.Host.UntilStatus($"/v2/shares/{share}", "share", "available");
        return share;
    }

    static async Task<string> Transfer(Things things)
    {
        var made = await things.Host.Post("/v2/share-transfers", new { transfer = new { share_id = await things.Of("offered share"), name = "golden" } }, ApiHost.Member);
        Assert.True(made.Status == 202, made.Text);
        var transfer = made.Json.GetProperty("transfer");
        things.Others["transfer key"] = transfer.GetProperty("auth_key").GetString()!;
        return transfer.GetProperty("id").GetString()!;
    }

    static async Task<string> Key(Things things)
    {
        await things.Of("transfer");
        return things.Others["transfer key"];
    }
}
