using Abaca.Tests.Server.Worlds;

namespace Abaca.Tests.Server.Groups;

/// <summary>Share groups, their snapshots and types.</summary>
sealed class GroupThings : IWorldPart
{
    /// <inheritdoc/>
    public IEnumerable<Thing> Things { get; } =
    [
        new("group type", Type, "/share-group-types/{}"),
        new("private group type", Private, "/share-group-types/{}/access", "/share-group-types/{}/action"),
        Thing.Word("group spec", "consistent_snapshot_support", "/share-group-types/{}/group-specs/{}"),
        new("group", Group, "/share-groups/{}"),
        new("group snapshot", Snapshot, "/share-group-snapshots/{}"),
    ];

    /// <inheritdoc/>
    public IEnumerable<WritingEndpoint> Writes { get; } =
    [
        WritingEndpoint.Of("share_groups.create", """{"share_group":{"name":"n","share_group_type_id":"{group type}"}}""",
            "name:name description:name share_types:ids share_group_type_id:choice source_share_group_snapshot_id:choice share_network_id:choice "
            + "availability_zone:choice unheard_of:unknown") with
        {
            EmptyIsFine = true, // everything has a default
            Naming =
            [
                ("from a snapshot", """{"share_group":{"source_share_group_snapshot_id":"{group snapshot}"}}"""),
                ("of a private type", """{"share_group":{"share_group_type_id":"{private group type}"}}"""),
            ],
        },
        WritingEndpoint.Of("share_groups.update", """{"share_group":{"name":"together"}}""", "name:name description:name unheard_of:unknown") with { EmptyIsFine = true },
        WritingEndpoint.Of("share_groups.reset_status", """{"reset_status":{"status":"available"}}""", "status:word"),
        WritingEndpoint.Of("share_groups.force_delete", null, ""),
        WritingEndpoint.Of("group_snapshots.create", """{"share_group_snapshot":{"share_group_id":"{group}","name":"n"}}""",
            "share_group_id:word name:name description:name unheard_of:unknown"),
        WritingEndpoint.Of("group_snapshots.update", """{"share_group_snapshot":{"name":"monday"}}""", "name:name description:name unheard_of:unknown") with { EmptyIsFine = true },
        WritingEndpoint.Of("group_snapshots.reset_status", """{"reset_status":{"status":"available"}}""", "status:word"),
        WritingEndpoint.Of("group_snapshots.force_delete", null, ""),
        WritingEndpoint.Of("group_types.create", """{"share_group_type":{"name":"{new}","share_types":["plain"]}}""",
            "name:newname share_types:names is_public:flag group_specs:groupspecs"),
        WritingEndpoint.Of("group_types.add_access", """{"addProjectAccess":{"project":"c0000000000000000000000000000003"}}""", "project:word"),
        WritingEndpoint.Of("group_types.remove_access", """{"removeProjectAccess":{"project":"{project}"}}""", "project:word"),
        WritingEndpoint.Of("group_specs.create", """{"group_specs":{"consistent_snapshot_support":"pool"}}""", ":groupspecs"),
        WritingEndpoint.Of("group_specs.update", """{"consistent_snapshot_support":"pool"}""", "consistent_snapshot_support:groupspec"),
    ];

    // One that may be thrown away is its project's alone.
    static async Task<string> Type(Things things)
    {
        var specs = new { consistent_snapshot_support = "pool" };
        var type = new { share_group_type = new { name = things.Named("together"), share_types = new[] { "plain" }, group_specs = specs, is_public = things.Number == 0 } };
        var id = await things.Post("/v2/share-group-types", type, ApiHost.Admin);
        if (things.Number > 0) await things.Must(HttpMethod.Post, $"/v2/share-group-types/{id}/action", new { addProjectAccess = new { project = await things.Of("project") } }, ApiHost.Admin);
        return id;
    }

    static async Task<string> Private(Things things)
    {
        var type = new { share_group_type = new { name = things.Named("for one project"), share_types = new[] { "plain" }, is_public = false } };
        var id = await things.Post("/v2/share-group-types", type, ApiHost.Admin);
        await things.Must(HttpMethod.Post, $"/v2/share-group-types/{id}/action", new { addProjectAccess = new { project = await things.Of("project") } }, ApiHost.Admin);
        return id;
    }

    static async Task<string> Group(Things things)
    {
        var group = await things.Post("/v2/share-groups", new { share_group = new { name = "together" } });
        await things.Host.UntilStatus($"/v2/share-groups/{group}", "share_group", "available");
        return group;
    }

    static async Task<string> Snapshot(Things things)
    {
        var snapshot = await things.Post("/v2/share-group-snapshots", new { share_group_snapshot = new { share_group_id = await things.Of("group"), name = "monday" } });
        await things.Host.UntilStatus($"/v2/share-group-snapshots/{snapshot}", "share_group_snapshot", "available");
        return snapshot;
    }
}
