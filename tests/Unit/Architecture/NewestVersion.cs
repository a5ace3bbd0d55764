using System.Text.RegularExpressions;
using Abaca.Server.Microversions;
using Abaca.Server.Versions;
using Xunit;

namespace Abaca.Tests.Unit.Architecture;

/// <summary>Raising the newest microversion is a change of one line.</summary>
public sealed class NewestVersion
{
    readonly SourceTree tree = new();

    [Fact]
    public void It_is_named_in_one_place()
    {
        var newest = ApiVersion.Newest.Minor;
        var named = new Regex($@"\b2\.{newest}\b(?!\.)|(?i:minor|version)\W{{1,6}}{newest}\b", RegexOptions.CultureInvariant);
        string[] places = ["src", "tests", "bench", "docs", "scripts", "deploy"];
        var files = places.SelectMany(place => Directory.EnumerateFiles(Path.Combine(tree.Root, place), "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(tree.Root))
            .Select(path => Path.GetRelativePath(tree.Root, path))
            .Where(path => Path.GetExtension(path) is ".cs" or ".md" or ".sh" or ".py" or ".json" or ".yaml" or ".conf" or "")
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"));
        Assert.Equal(
            [Path.Combine("src", "NewestMicroversion.cs")],
            files.Where(path => Path.GetFileName(path) != $"V2_{newest}.cs" && named.IsMatch(File.ReadAllText(Path.Combine(tree.Root, path)))));
    }

    [Fact]
    public void The_client_speaks_what_the_service_speaks() => Assert.Equal(ApiVersion.NewestText, Client.Microversion.Newest.ToString());

    [Fact]
    public void A_microversion_that_is_newer_than_the_newest_is_refused_at_the_start()
    {
        var refused = Assert.Throws<InvalidOperationException>(() => new History([new Later()]));
        Assert.Contains("NewestMicroversion.cs", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_microversion_is_in_the_list() => Assert.Equal(
        typeof(Microversion).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Microversion))).Select(t => t.Name).Order(),
        MicroversionList.All.Select(v => v.GetType().Name).Order());

    sealed class Later() : Microversion(ApiVersion.Newest.Minor + 1)
    {
        public override void Describe(Change change)
        {
        }
    }
}
