using System.Globalization;
using System.Text;

namespace Abaca.DriverSdk;

/// <summary>
/// Whose an object on a backend is, as written on the object itself: a property, an extended attribute, a line in a file. It outlives
/// a restored database, a renamed host and a second service on the same storage. An object without one was made by the first release, or
/// by nobody of ours.
/// </summary>
/// <param name="Deployment">The Abaca database that has its row (<see cref="BackendSettings.Deployment"/>).</param>
/// <param name="Section">Section of the backend that wrote the mark; for people, and never compared: sections are renamed.</param>
/// <param name="ShareId">The share.</param>
/// <param name="SnapshotId">The snapshot; null on a share.</param>
/// <param name="InstanceId">The share instance, or the snapshot instance.</param>
public sealed record OwnershipMark(string Deployment, string Section, string ShareId, string? SnapshotId, string InstanceId)
{
    /// <summary>What stands in a mark's place on an object that was let go: it was ours once, and no row's name or record makes it ours again.</summary>
    public const string LetGo = "none";

    const string Version = "abaca1";

    /// <summary>
    /// The same owner: deployment and row. A share's row is its instance. A snapshot's is the snapshot, since its instances have one object on
    /// each replica, and which of them wrote the mark does not matter.
    /// </summary>
    public bool IsSameOwner(OwnershipMark other) => Deployment == other.Deployment
        && SnapshotId == other.SnapshotId
        && (SnapshotId is not null || InstanceId == other.InstanceId);

    /// <summary>The mark as one line of letters, digits, blanks and <c>- _ . : = ~</c>.</summary>
    public string ToText() => string.Join(' ', (string[])
    [
        Version, $"deployment={Escaped(Deployment)}", $"section={Escaped(Section)}", $"share={Escaped(ShareId)}",
        .. SnapshotId is null ? [] : (string[])[$"snapshot={Escaped(SnapshotId)}"], $"instance={Escaped(InstanceId)}",
    ]);

    /// <summary>What an object carries says that it was let go.</summary>
    public static bool SaysLetGo(string? text) => text?.Trim() == LetGo;

    /// <summary>Reads what an object carries. Null for nothing and for <see cref="LetGo"/>; a text that is no mark of ours is somebody else's, and equals no mark.</summary>
    public static OwnershipMark? Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text) || SaysLetGo(text)) return null;
        var words = text.Trim().Split(' ');
        var values = words.Skip(1).Select(word => word.Split('=', 2)).Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0], StringComparer.Ordinal).ToDictionary(pairs => pairs.Key, pairs => Unescaped(pairs.First()[1]), StringComparer.Ordinal);
        return words[0] == Version && values.TryGetValue("deployment", out var deployment) && values.TryGetValue("instance", out var instance)
            ? new OwnershipMark(deployment, values.GetValueOrDefault("section", ""), values.GetValueOrDefault("share", ""), values.GetValueOrDefault("snapshot"), instance)
            : new OwnershipMark("", "", "", null, text.Trim());
    }

    /// <inheritdoc/>
    public override string ToString() => Deployment.Length == 0
        ? $"the unreadable mark \"{InstanceId}\""
        : $"{(SnapshotId is null ? $"share {ShareId}" : $"snapshot {SnapshotId} of share {ShareId}")} (instance {InstanceId}, section {Section}, deployment {Deployment})";

    // Ceph keeps such texts in a file in which a percent sign means something; ZFS has no such limits.
    static string Escaped(string value) => string.Concat(Encoding.UTF8.GetBytes(value).Select(b =>
        char.IsAsciiLetterOrDigit((char)b) || (char)b is '-' or '_' or '.' or ':' ? ((char)b).ToString() : string.Create(CultureInfo.InvariantCulture, $"~{b:x2}")));

    static string Unescaped(string text)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '~' && i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var b)) (bytes, i) = ([.. bytes, b], i + 2);
            else bytes.AddRange(Encoding.UTF8.GetBytes(text[i].ToString()));
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }
}

/// <summary>Who writes marks: one backend section of one deployment.</summary>
/// <param name="Deployment">The Abaca database.</param>
/// <param name="Section">The section.</param>
public sealed record MarkAuthor(string Deployment, string Section)
{
    /// <summary>The mark of a share's object.</summary>
    public OwnershipMark Of(ShareSpec share) => new(Deployment, Section, share.ShareId, null, share.InstanceId);

    /// <summary>The mark of a snapshot's object.</summary>
    public OwnershipMark Of(SnapshotSpec snapshot) => new(Deployment, Section, snapshot.Share.ShareId, snapshot.SnapshotId, snapshot.InstanceId);
}
