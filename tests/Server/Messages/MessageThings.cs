using Abaca.Tests.Server.Worlds;

namespace Abaca.Tests.Server.Messages;

/// <summary>User messages.</summary>
sealed class MessageThings : IWorldPart
{
    /// <inheritdoc/>
    public IEnumerable<Thing> Things { get; } =
    [
        new("message", Message, "/messages/{}"),
    ];

    /// <inheritdoc/>
    public IEnumerable<WritingEndpoint> Writes => [];

    static async Task<string> Message(Things things)
    {
        await things.Must(HttpMethod.Put, $"/v2/quota-sets/{await things.Of("project")}", new { quota_set = new { gigabytes = -1 } }, ApiHost.Admin);
        var share = await things.Post("/v2/shares", new { share = new { share_proto = "NFS", size = 900_000, share_type = "plain", name = "too big" } });
        things.Others["failed"] = share;
        await things.Host.UntilStatus($"/v2/shares/{share}", "share", "error");
        return await things.First($"/v2/messages?resource_id={share}", "messages");
    }
}
