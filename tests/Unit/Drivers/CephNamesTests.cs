using Abaca.Drivers.CephFs;
using Abaca.Drivers.CephFs.Native;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Abaca.Tests.Unit.Drivers;

public class CephNamesTests
{
    [Theory]
    [InlineData("share-1_a.b", true)]
    [InlineData("", false)]
    [InlineData("a/b", false)]
    [InlineData("..", false)]
    [InlineData(".hidden", false)]
    [InlineData("_nogroup", false)]
    [InlineData("größe", false)]
    [InlineData("a b", false)]
    public void Only_names_that_the_tool_would_take_go_to_the_cluster(string name, bool good) => Assert.Equal(good, SubvolumeName.IsGood(name));

    [Theory]
    [InlineData("/volumes/_nogroup/s1/uuid", "s1")]
    [InlineData("/volumes/_nogroup/s1", "s1")]
    [InlineData("/volumes/g1/s1/uuid/deep", "g1/s1")]
    [InlineData("/volumes/g1", null)]
    [InlineData("/elsewhere/g1/s1", null)]
    [InlineData("/volumes/../s1/x", null)]
    public void A_path_names_its_subvolume(string path, string? name) => Assert.Equal(name, SubvolumeName.InPath(path)?.ToString());

    [Fact]
    public void A_journal_is_read_as_it_was_written() => Prop.ForAll<string[], bool>((names, cut) =>
    {
        var identities = names.Where(name => !string.IsNullOrEmpty(name) && !name.Any(char.IsSurrogate)).Distinct(StringComparer.Ordinal).ToList();
        var journal = AccessJournal.Parse(null).With(identities, cut ? identities.Take(1) : []);
        var read = AccessJournal.Parse(journal.ToString());
        return read.ToString() == journal.ToString() && read.Entries.Count == identities.Count && identities.All(name => read.MustCut(name) == journal.MustCut(name));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_journal_is_plain_where_names_are() => Assert.Equal(
        "alice b=20ob!", AccessJournal.Parse("").With(["b ob", "alice"], ["b ob"]).ToString());
}
