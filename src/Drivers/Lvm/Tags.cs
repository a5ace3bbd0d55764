using Abaca.DriverSdk;

namespace Abaca.Drivers.Lvm;

/// <summary>
/// Tags of logical volumes that are the driver's own: <c>abaca.WORD=VALUE</c>. LVM's metadata keep them with the volume, and change together
/// with it. A tag takes letters, digits and <c>_ + . - / = ! : &amp; #</c> (lvm(8)), so a mark's blanks and tildes are written otherwise.
/// </summary>
static class Tags
{
    /// <summary>Whose it is.</summary>
    public const string Owner = "abaca.owner";

    /// <summary>The id of the last way back that its content has come by.</summary>
    public const string Reverted = "abaca.reverted";

    /// <summary>A way back is overwriting it: nobody may see it until that has ended.</summary>
    public const string Reverting = "abaca.reverting";

    /// <summary>It is being made: <see cref="NoFileSystem"/> or <see cref="NoContent"/>.</summary>
    public const string Raw = "abaca.raw";

    /// <summary>Value of <see cref="Raw"/>: it has no file system yet, or a part of one.</summary>
    public const string NoFileSystem = "new";

    /// <summary>Value of <see cref="Raw"/>: a snapshot's content is on its way into it.</summary>
    public const string NoContent = "copy";

    /// <summary>A tag.</summary>
    public static string Of(string word, string value) => $"{word}={value}";

    /// <summary>The tag of a mark.</summary>
    public static string Of(OwnershipMark mark) => Of(Owner, mark.ToText().Replace(' ', '/').Replace('~', '+'));

    /// <summary>The tag that stands in a mark's place on what was let go.</summary>
    public static string LetGo { get; } = Of(Owner, OwnershipMark.LetGo);

    /// <summary>The value of a word among tags; null: there is no such tag.</summary>
    public static string? In(IReadOnlyList<string> tags, string word) =>
        tags.FirstOrDefault(tag => tag.StartsWith(word + "=", StringComparison.Ordinal))?[(word.Length + 1)..];

    /// <summary>What stands in the owner's tag, as a mark's text.</summary>
    public static string? OwnerIn(IReadOnlyList<string> tags) => In(tags, Owner)?.Replace('/', ' ').Replace('+', '~');
}
