using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs;

/// <summary>How the cluster calls a subvolume: its own name within a group.</summary>
/// <param name="Name">Name of the subvolume.</param>
/// <param name="Group">Its group, or null for none.</param>
sealed record SubvolumeName(string Name, string? Group)
{
    /// <summary>Detail of adopted shares whose subvolume has another name than the share instance; Manila's own key.</summary>
    public const string NameDetail = "subvolume_name";

    /// <summary>Detail of adopted shares whose subvolume is in a group that is no share group.</summary>
    public const string GroupDetail = "subvolume_group";

    /// <summary>Directory under <c>/volumes</c> of subvolumes without a group.</summary>
    public const string NoGroup = "_nogroup";

    /// <summary>The subvolume of a share.</summary>
    /// <exception cref="StoppedException">The name is none that the cluster would take.</exception>
    public static SubvolumeName Of(ShareSpec share) => Checked(
        share.Details.GetValueOrDefault(NameDetail) ?? share.InstanceId, share.Details.GetValueOrDefault(GroupDetail) ?? share.GroupId);

    /// <summary>A name from outside.</summary>
    /// <exception cref="StoppedException">The name is none that the cluster would take.</exception>
    public static SubvolumeName Checked(string name, string? group) => IsGood(name) && (group is null || IsGood(group))
        ? new SubvolumeName(name, group)
        : throw StoppedException.Refused(MessageDetail.Unknown, $"\"{group}/{name}\" cannot be the name of a subvolume: letters, digits, \"-\", \"_\" and \".\" make a name.");

    /// <summary>
    /// Whether the cluster takes it as a name. Only the <c>ceph</c> tool checks names; librados passes on anything, and a slash
    /// makes directories that nobody asked for.
    /// </summary>
    public static bool IsGood(string name) => name.Length is > 0 and <= 200 && name[0] is not '.' && name is not NoGroup
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.');

    /// <summary>The name in a path <c>/volumes/GROUP/NAME[/…]</c>; null when the path is none of a subvolume.</summary>
    public static SubvolumeName? InPath(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 3 || parts[0] != "volumes" || !IsGood(parts[2])) return null;
        if (parts[1] == NoGroup) return new SubvolumeName(parts[2], null);
        return IsGood(parts[1]) ? new SubvolumeName(parts[2], parts[1]) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => Group is null ? Name : $"{Group}/{Name}";
}
