using Xunit;

namespace Abaca.Tests.Unit.Architecture;

/// <summary>Where a test stands says what it proves.</summary>
public sealed class TestFolders
{
    static readonly string Root = new SourceTree().Root;

    [Fact]
    public void A_folder_of_tests_bears_a_name_of_the_sources_or_stands_in_the_table_of_what_proves_what()
    {
        var sources = FoldersBelow("src", SearchOption.AllDirectories).Select(Path.GetFileName).ToHashSet(StringComparer.Ordinal);
        var table = File.ReadAllText(Path.Combine(Root, "CONTRIBUTING.md"));
        Assert.Empty(
            from suite in FoldersBelow("tests", SearchOption.TopDirectoryOnly)
            from folder in FoldersBelow(suite, SearchOption.TopDirectoryOnly)
            where !sources.Contains(Path.GetFileName(folder)) && !table.Contains($"`{folder}`", StringComparison.Ordinal)
            select folder);
    }

    [Fact]
    public void What_the_table_names_is_there() => Assert.Empty(
        from word in File.ReadAllText(Path.Combine(Root, "CONTRIBUTING.md")).Split('`')
        where word.StartsWith("tests/", StringComparison.Ordinal) && !word.Contains('*') && !word.Contains("Name", StringComparison.Ordinal) && !word.Contains(' ')
        where !Path.Exists(Path.Combine(Root, word)) && !Path.Exists(Path.Combine(Root, word + ".cs"))
        select word);

    static IEnumerable<string> FoldersBelow(string folder, SearchOption how) =>
        from path in Directory.EnumerateDirectories(Path.Combine(Root, folder), "*", how)
        let relative = Path.GetRelativePath(Root, path)
        where !relative.Split('/').Any(part => part is "bin" or "obj")
        select relative;
}
