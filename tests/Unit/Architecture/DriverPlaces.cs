using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Unit.Architecture;

/// <summary>A driver is everywhere where drivers are: what is true of all of them is asked of it, too.</summary>
public sealed class DriverPlaces
{
    /// <summary>What drivers are composed of; each is none itself.</summary>
    static readonly string[] Parts = ["Ganesha", "KernelNfs", "Rados", "Ssh"];

    /// <summary>It has no storage that could be another one.</summary>
    const string WithoutStorage = "Dummy";

    static readonly SourceTree Tree = new();

    /// <summary>Each is a driver, by its folder.</summary>
    public static TheoryData<string> Drivers =>
        [.. Directory.EnumerateDirectories(Path.Combine(Tree.Root, "src/Drivers")).Select(path => Path.GetFileName(path)).Except(Parts).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Drivers))]
    public void A_driver_can_be_named_in_the_configuration(string driver) => Assert.Contains(
        $"new {driver}DriverFactory()", File.ReadAllText(Path.Combine(Tree.Root, "src/Abaca/Service/ServiceFiles.cs")), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Drivers))]
    public void A_driver_runs_the_conformance_suite_which_has_a_word(string driver)
    {
        var suite = Assert.IsType<SourceFile>(Tree.In("tests/Drivers").FirstOrDefault(file =>
            Path.GetFileName(file.Path).Contains(driver, StringComparison.Ordinal) && file.Text.Contains(": DriverConformance", StringComparison.Ordinal))).Path.Split('/')[2];
        var words = File.ReadLines(Path.Combine(Tree.Root, "do")).Single(line => line.Contains("no backend is called", StringComparison.Ordinal));
        Assert.Contains(suite.ToLowerInvariant(), words.Split(' ', ';', '"'));
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void A_driver_says_which_storage_it_is(string driver) => Assert.Equal(
        driver == WithoutStorage ? 0 : 1,
        EveryDriver.Assemblies.Where(one => one.GetName().Name == $"Abaca.Drivers.{driver}").SelectMany(one => one.GetTypes()).Count(type => type.IsAssignableTo(typeof(IPoolIdentity))));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Tree.Root, "Abaca.slnx"));
        Assert.Empty(
            from folder in (string[])["src", "tests", "bench"]
            from path in Directory.EnumerateFiles(Path.Combine(Tree.Root, folder), "*.csproj", SearchOption.AllDirectories)
            let project = Path.GetRelativePath(Tree.Root, path)
            where !solution.Contains($"\"{project}\"", StringComparison.Ordinal)
            select project);
    }

    [Fact]
    public void A_driver_has_a_page_for_operators_that_README_names()
    {
        var readme = File.ReadAllText(Path.Combine(Tree.Root, "README.md"));
        var pages = Directory.EnumerateFiles(Path.Combine(Tree.Root, "docs/operators"), "*.md")
            .Where(page => readme.Contains($"docs/operators/{Path.GetFileName(page)}", StringComparison.Ordinal)).Select(File.ReadAllText).ToList();
        Assert.Empty(
            from factory in EveryDriver.Factories
            where !pages.Exists(page => factory.DriverNames.Any(name => page.Contains($"share_driver = {name}", StringComparison.Ordinal)))
            select $"{factory.GetType().Name}: no page says 'share_driver = {factory.DriverNames[0]}'");
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void A_driver_is_among_those_whose_dependencies_are_looked_at(string driver) => Assert.Contains(
        Compiled.House.Types, type => Compiled.NamespaceOf(type) == $"Abaca.Drivers.{driver}");
}
