using Abaca.Tests.Server.Worlds;

namespace Abaca.Tests.Server.ShareTypes;

/// <summary>Share types, their extra specs and the access to them.</summary>
sealed class ShareTypeThings : IWorldPart
{
    /// <inheritdoc/>
    public IEnumerable<Thing> Things { get; } =
    [
        new("type", async things => things.Number == 0 ? await things.Host.MakeType() : await Private(things, "plain"), "/types/{}"),
        new("type name", things => Task.FromResult(things.Named("plain"))),
        new("private", things => Private(things, "for one project"), "/types/{}/action", "/types/{}/share_type_access", "/types/{}/os-share-type-access"),
        Thing.Word("spec", "snapshot_support", "/types/{}/extra_specs/{}"),
    ];

    /// <inheritdoc/>
    public IEnumerable<WritingEndpoint> Writes { get; } =
    [
        WritingEndpoint.Of("share_types.create", """{"share_type":{"name":"{new}","extra_specs":{"driver_handles_share_servers":false}}}""",
            "name:newname description:name extra_specs:specs share_type_access:is_public:flag os-share-type-access:is_public:flag"),
        WritingEndpoint.Of("share_types.update", """{"share_type":{"name":"{type name}"}}""", "name:name description:name share_type_access:is_public:flag"),
        WritingEndpoint.Of("share_types.add_access", """{"addProjectAccess":{"project":"c0000000000000000000000000000003"}}""", "project:word"),
        WritingEndpoint.Of("share_types.remove_access", """{"removeProjectAccess":{"project":"{project}"}}""", "project:word"),
        WritingEndpoint.Of("extra_specs.create", """{"extra_specs":{"snapshot_support":"True"}}""", ":specs"),
        WritingEndpoint.Of("extra_specs.update", """{"snapshot_support":"True"}""", "snapshot_support:spec"),
    ];

    static async Task<string> Private(Things things, string name)
    {
        object specs = things.Number == 0 ? new { driver_handles_share_servers = false } : new { driver_handles_share_servers = false, snapshot_support = true };
        var type = new Dictionary<string, object> { ["name"] = things.Named(name), ["share_type_access:is_public"] = false, ["extra_specs"] = specs };
        var id = await things.Post("/v2/types", new { share_type = type }, ApiHost.Admin);
        await things.Must(HttpMethod.Post, $"/v2/types/{id}/action", new { addProjectAccess = new { project = await things.Of("project") } }, ApiHost.Admin);
        return id;
    }
}
