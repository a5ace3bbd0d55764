using Abaca.Tests.Server.Worlds;

namespace Abaca.Tests.Server.Qos;

/// <summary>QoS types.</summary>
sealed class QosThings : IWorldPart
{
    /// <inheritdoc/>
    public IEnumerable<Thing> Things { get; } =
    [
        new("quality", Quality, "/qos-types/{}"),
        Thing.Word("quality spec", "iops", "/qos-types/{}/specs/{}"),
    ];

    /// <inheritdoc/>
    public IEnumerable<WritingEndpoint> Writes { get; } =
    [
        WritingEndpoint.Of("qos_types.create", """{"qos_type":{"name":"{new}"}}""", "name:newname description:name specs:groupspecs"),
        WritingEndpoint.Of("qos_types.update", """{"qos_type":{"description":"fast"}}""", "description:name") with { EmptyIsFine = true },
        WritingEndpoint.Of("qos_specs.create", """{"specs":{"iops":"100"}}""", ":groupspecs"),
        WritingEndpoint.Of("qos_specs.update", """{"iops":"100"}""", "iops:groupspec"),
    ];

    static Task<string> Quality(Things things) =>
        things.Post("/v2/qos-types", new { qos_type = new { name = things.Named("fast"), specs = new { iops = "100" } } }, ApiHost.Admin);
}
