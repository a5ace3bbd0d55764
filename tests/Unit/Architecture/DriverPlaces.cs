using Xunit;

namespace Abaca.Tests.Unit.Architecture;

/// <summary>A driver is everywhere where drivers are: what is true of all of them is asked of it, too.</summary>
public sealed class DriverPlaces
{
    /// <summary>What drivers are composed of; each is none itself.</summary>
    static readonly string[] Parts = ["Ganesha", "KernelNfs", "Rados", "Ssh"];

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
    public void A_driver_runs_the_conformance_suite(string driver) => Assert.Contains(
        Tree.In("tests/Drivers"),
        file => Path.GetFileName(file.Path).Contains(driver, StringComparison.Ordinal) && file.Text.Contains("DriverConformance", StringComparison.Ordinal));

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
