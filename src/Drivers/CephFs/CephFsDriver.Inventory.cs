using System.Text.RegularExpressions;
using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs;

/// <summary>What is there, whoever made it.</summary>
sealed partial class CephFsDriver : IInventory
{
    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<BackendObject>>> List(CancellationToken ct = default) =>
        StoppedException.Caught<IReadOnlyList<BackendObject>>(async () =>
        {
            MustBeStarted();
            List<BackendObject> all = [];
            foreach (var name in await subvolumes.ListAll(ct))
            {
                all.Add(new BackendObject("share", name.Name, InstanceIn(name.Name)));
                foreach (var snapshot in await subvolumes.Snapshots(name, ct)) all.Add(new BackendObject("snapshot", snapshot, null));
            }
            all.AddRange(StoppedException.Need(await protocol.List(ct)));
            return all;
        });

    /// <summary>Subvolumes of ours go by the id of their share instance.</summary>
    internal static string? InstanceIn(string name) => Uuid().IsMatch(name) ? name : null;

    [GeneratedRegex("^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]
    private static partial Regex Uuid();
}
