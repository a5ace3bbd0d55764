using Abaca.DriverSdk;

namespace Abaca.Drivers.Zfs;

/// <summary>A snapshot of a dataset.</summary>
/// <param name="Tag">What stands behind the <c>@</c>.</param>
/// <param name="Guid">Number that it keeps wherever it is sent: equal numbers are equal content.</param>
/// <param name="ReferencedBytes">Bytes of its content.</param>
/// <param name="IsLeaving">It was deleted, and goes with the last clone of it. What is sent does not carry that.</param>
sealed record SnapshotFacts(string Tag, string Guid, long ReferencedBytes, bool IsLeaving)
{
    /// <summary>Its own mark of ownership.</summary>
    public OwnershipMark? Mark { get; init; }

    /// <summary>It was let go.</summary>
    public bool IsLetGo { get; init; }

    /// <summary>Snapshots of the dataset among the facts, oldest first (createtxg orders also those of one second; zfs-fuse has none).</summary>
    public static IReadOnlyList<SnapshotFacts> Of(Dataset dataset, IReadOnlyList<DatasetFacts> facts) =>
    [
        .. facts.Where(found => found.Name.StartsWith(dataset.Name + "@", StringComparison.Ordinal))
            .Select((found, order) => (found, order))
            .OrderBy(pair => pair.found.Bytes("createtxg")).ThenBy(pair => pair.found.Bytes("creation")).ThenBy(pair => pair.order)
            .Select(pair => new SnapshotFacts(
                pair.found.Name[(dataset.Name.Length + 1)..], pair.found.Guid, pair.found.Bytes("referenced"), pair.found.Values.GetValueOrDefault("defer_destroy") == "on")
            {
                Mark = pair.found.Mark,
                IsLetGo = pair.found.IsLetGo,
            }),
    ];
}
