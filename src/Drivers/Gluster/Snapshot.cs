using System.Xml.Linq;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Gluster;

/// <summary>A snapshot as <c>gluster snapshot info</c> shows it.</summary>
/// <param name="Name">Name, which no other snapshot of the cluster has.</param>
/// <param name="Id">Its own number.</param>
/// <param name="Volume">The volume it was taken of.</param>
/// <param name="IsActive">It can be cloned.</param>
/// <param name="Description">What was said of it when it was taken; ours is its mark.</param>
sealed record Snapshot(string Name, string Id, string Volume, bool IsActive, string Description)
{
    /// <summary>Name of a new snapshot, as Manila's.</summary>
    public static string NameOf(SnapshotSpec snapshot) => "manila-" + snapshot.InstanceId;

    /// <summary>Whose it says it is. Descriptions of others are no marks.</summary>
    public OwnershipMark? Mark => OwnershipMark.Read(Description) is { Deployment.Length: > 0 } mark ? mark : null;

    /// <summary>Reads the answer to <c>snapshot info</c>.</summary>
    public static IReadOnlyList<Snapshot> Parse(XElement answer) => [.. answer.Descendants("snapshot").Select(Of)];

    static Snapshot Of(XElement snapshot)
    {
        var volume = snapshot.Element("snapVolume");
        return new Snapshot(
            snapshot.Element("name")?.Value ?? "", snapshot.Element("uuid")?.Value ?? "",
            (volume?.Element("originVolume") ?? snapshot.Element("originVolume"))?.Element("name")?.Value ?? "", volume?.Element("status")?.Value == "Started", snapshot.Element("description")?.Value.Trim() ?? "");
    }
}
