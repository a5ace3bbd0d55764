using Abaca.Tests.Server.Worlds;

namespace Abaca.Tests.Server.Operations;

/// <summary>Operations and differences of the storage.</summary>
sealed class OperationThings : IWorldPart
{
    /// <inheritdoc/>
    public IEnumerable<Thing> Things { get; } =
    [
        new("operation", async things => await things.First($"/v2/operations?resource_id={await things.Of("snapshot")}", "operations"), "/operations/{}"),
    ];

    /// <inheritdoc/>
    public IEnumerable<WritingEndpoint> Writes { get; } =
    [
        WritingEndpoint.Of("operations.retry", null, ""),
        WritingEndpoint.Of("operations.abandon", null, ""),
        WritingEndpoint.Of("reconcile.act", """{"reconcile":{"action":"remove","differences":["dummy:orphan:share:x"]}}""",
            "action:word apply:flag project_id:name share_type:name name:name description:name"),
    ];
}
