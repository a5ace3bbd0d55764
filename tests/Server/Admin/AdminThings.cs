using Abaca.Tests.Server.Worlds;

namespace Abaca.Tests.Server.Admin;

/// <summary>Quotas and services.</summary>
sealed class AdminThings : IWorldPart
{
    /// <inheritdoc/>
    public IEnumerable<Thing> Things { get; } =
    [
        Thing.Word("project", "b0000000000000000000000000000002", "/quota-sets/{}", "/os-quota-sets/{}"),
        Thing.Word("quota class", "default", "/quota-class-sets/{}", "/os-quota-class-sets/{}"),
        Thing.Word("verb", "enable", "/services/{}", "/os-services/{}"),
    ];

    /// <inheritdoc/>
    public IEnumerable<WritingOperation> Writes { get; } =
    [
        WritingOperation.Of("quotas.update", """{"quota_set":{"share_networks":10}}""", "shares:quota gigabytes:quota snapshots:quota per_share_gigabytes:quota unheard_of:quota"),
        WritingOperation.Of("quota_classes.update", """{"quota_class_set":{"share_networks":10}}""", "shares:quota gigabytes:quota") with { EmptyIsFine = true },
        WritingOperation.Of("services.update", """{"host":"testhost@dummy","binary":"manila-share"}""", "host:word binary:word"),
    ];
}
