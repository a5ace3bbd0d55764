using System.Text.RegularExpressions;
using Xunit;

namespace Abaca.Tests.Unit.Architecture;

/// <summary>
/// Nothing that people read tells them to destroy what lies on a storage: not messages, not help, not documentation, not scripts. What looks left over
/// may be another section's, another service's or another deployment's; "abaca reconcile" finds out, and removes what it can prove to be ours.
/// </summary>
public sealed partial class Advice
{
    readonly SourceTree tree = new();

    /// <summary>Where the words are not advice but the work itself, or a program's name among those that have to be installed.</summary>
    static readonly string[] Work =
    [
        "Ask(\"fs subvolume", "trap 'rm -f \\\"$f\\\"' EXIT", "(\"mkfs.btrfs\", \"btrfs-progs\")", "\"mkfs.btrfs\", \"--quiet\"", "rm -f \"$log\"", "[\"mkfs.", "Rule(\"mkfs.",
        // The package's own logs and directories, when an operator purges it.
        "rm -rf /var/log/abaca /var/lib/abaca-api /var/lib/abaca-scheduler", "rmdir --ignore-fail-on-non-empty /etc/abaca/abaca.conf.d /etc/abaca",
        "umount -l \"$2\"", "-name \"$3\" -type d", "rmdir \"./$3/internal_op\"", // emptying a volume of GlusterFS, seen to be mounted
    ];

    [Fact]
    public void No_text_of_the_program_advises_destroying() => Nobody(
        from file in tree.In("src")
        from line in file.Lines.Index()
        let text = line.Item.Trim()
        where text.Contains('"') || !text.StartsWith("//", StringComparison.Ordinal)
        where !Work.Any(work => text.Contains(work, StringComparison.Ordinal)) && IsDestruction(text)
        select $"{file.Path}:{line.Index + 1}: {text}");

    [Fact]
    public void No_page_advises_destroying() => Nobody(
        from path in Files("docs/operators", "*").Concat(Files("deploy", "*")).Append("README.md")
        from line in File.ReadLines(Path.Combine(tree.Root, path)).Index()
        where !Work.Any(work => line.Item.Contains(work, StringComparison.Ordinal)) && IsDestruction(line.Item)
        select $"{path}:{line.Index + 1}: {line.Item}");

    [Fact]
    public void No_script_prints_such_advice() => Nobody(
        from path in Files("scripts", "*").Append("do")
        from line in File.ReadLines(Path.Combine(tree.Root, path)).Index()
        where Spoken().IsMatch(line.Item) && !Work.Any(work => line.Item.Contains(work, StringComparison.Ordinal)) && IsDestruction(line.Item)
        select $"{path}:{line.Index + 1}: {line.Item}");

    [Theory]
    [InlineData("Save what matters, then remove it: ceph fs subvolume rm cephfs NAME --group_name g.")]
    [InlineData("zfs destroy -r tank/share_1")]
    [InlineData("Look at them; when nobody needs them: zpool destroy tank")]
    [InlineData("run btrfs subvolume delete PATH")]
    [InlineData("ceph auth rm client.bob")]
    [InlineData("rados -p nfs rm export-1")]
    [InlineData("sudo rm -rf /srv/pool/share-1")]
    [InlineData("umount -f /mnt")]
    [InlineData("mount it as an administrator and remove its directory")]
    [InlineData("It is empty: remove the directory by hand.")]
    [InlineData("Restore the content, or delete the shares.")]
    [InlineData("then wipefs -a /dev/sdb")]
    public void Advice_is_known_when_it_is_seen(string text) => Assert.True(IsDestruction(text), text);

    [Theory]
    [InlineData("abaca share delete web --wait")]
    [InlineData("Removes the share and its exports; already gone is done.")]
    [InlineData("Share 1 has snapshots; delete them first.")]
    [InlineData("abaca reconcile remove --from list")]
    [InlineData("correct or remove it")]
    public void What_the_service_does_itself_is_no_such_advice(string text) => Assert.False(IsDestruction(text), text);

    static bool IsDestruction(string text) => Commands().IsMatch(text) || Words().IsMatch(text);

    IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(tree.Root, folder), pattern, SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) is not (".png" or ".gz" or ".img") && !path.Contains("/obj/", StringComparison.Ordinal))
            .Select(path => Path.GetRelativePath(tree.Root, path)).Order(StringComparer.Ordinal);

    static void Nobody(IEnumerable<string> offenders)
    {
        var list = offenders.ToList();
        Assert.True(list.Count == 0, string.Join('\n', list));
    }

    [GeneratedRegex(
        @"\b(zfs|zpool) (destroy|rollback -r)\b|\bsubvolume(group)? (snapshot )?(rm|delete)\b|\bauth (rm|del)\b|\brados\b.*\brm\b|\brbd (rm|remove)\b|\bosd pool (rm|delete)\b|\bfs rm\b"
        + @"|(^|[\s`'""(&;|])rm -[a-zA-Z]|(^|[\s`'""(&;|])(rmdir|unlink|shred|wipefs|mkfs|lvremove|vgremove|blkdiscard)([ .]|$)|\bumount (-[a-z]*[fl]|--force|--lazy)|\bqgroup destroy\b|\bDROP TABLE\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Commands();

    // "delete them first" is an answer of the API about its own rows, which know what they own.
    [GeneratedRegex(@"\b(remove|delete|destroy|wipe|erase|clear)\b[^.:;]*\b(by hand|the directory|its directory|the dataset|the subvolume|the content|the shares|on the storage|on the backend)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Words();

    [GeneratedRegex(@"\b(echo|printf|say|die|fail|warn)\b|^\s*#|<<", RegexOptions.ExplicitCapture)]
    private static partial Regex Spoken();
}
