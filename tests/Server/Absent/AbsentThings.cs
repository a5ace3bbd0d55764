using Abaca.Tests.Server.Worlds;

namespace Abaca.Tests.Server.Absent;

/// <summary>Resources that this release does not have.</summary>
sealed class AbsentThings : IWorldPart
{
    /// <inheritdoc/>
    public IEnumerable<Thing> Things { get; } =
    [
        Thing.Word(
            "absent", "5b6e6c0e-aaaa-4bbb-8ccc-000000000001", "/share-networks/{}", "/share-networks/{}/subnets/{}", "/security-services/{}", "/share-servers/{}",
            "/snapshot-instances/{}", "/snapshot-instances/{}/export-locations/{}", "/snapshots/{}/export-locations/{}", "/share-transfers/{}",
            "/share-backups/{}", "/resource-locks/{}", "/qos-types/{}", "/qos-types/{}/specs/{}", "/extensions/{}"),
    ];

    /// <inheritdoc/>
    public IEnumerable<WritingEndpoint> Writes => [];
}
