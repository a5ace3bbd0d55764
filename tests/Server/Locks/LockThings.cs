using Abaca.Tests.Server.Worlds;

namespace Abaca.Tests.Server.Locks;

/// <summary>Resource locks. The one that is looked at hides a rule, which keeps nothing from being deleted.</summary>
sealed class LockThings : IWorldPart
{
    /// <inheritdoc/>
    public IEnumerable<Thing> Things { get; } =
    [
        new("lock", Lock, "/resource-locks/{}"),
    ];

    /// <inheritdoc/>
    public IEnumerable<WritingEndpoint> Writes { get; } =
    [
        WritingEndpoint.Of("resource_locks.create", """{"resource_lock":{"resource_id":"{share}","resource_type":"share","resource_action":"delete","lock_reason":"golden"}}""",
            "resource_id:word resource_type:word resource_action:choice lock_reason:text unheard_of:unknown") with
        {
            Naming = [("of a rule", """{"resource_lock":{"resource_id":"{rule}","resource_type":"access_rule","resource_action":"show"}}""")],
        },
        WritingEndpoint.Of("resource_locks.update", """{"resource_lock":{"lock_reason":"because"}}""", "resource_action:choice lock_reason:text unheard_of:unknown") with { EmptyIsFine = true },
    ];

    static async Task<string> Lock(Things things) => await things.Post("/v2/resource-locks", new
    {
        resource_lock = new { resource_id = await things.Of("rule"), resource_type = "access_rule", resource_action = "show", lock_reason = "golden" },
    });
}
