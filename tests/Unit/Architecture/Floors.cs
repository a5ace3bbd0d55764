using ArchUnitNET.Fluent.Syntax.Elements.Types;
using ArchUnitNET.xUnitV3;
using Xunit;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace Abaca.Tests.Unit.Architecture;

/// <summary>Who sees whom, read from what was compiled.</summary>
public sealed class Floors
{
    static readonly SourceTree Tree = new();

    /// <summary>What all slices are made of; they know no slice.</summary>
    public static TheoryData<string> Engines => [.. FoldersOf("Engines")];

    [Theory]
    [InlineData("Slices")]
    [InlineData("Engines")]
    [InlineData("Edge")]
    public void A_folder_of_a_floor_bears_the_name_of_its_namespace(string floor) => Assert.Empty(
        from folder in FoldersOf(floor)
        from file in Tree.In($"src/Server/{floor}/{folder}")
        where !file.Text.Contains($"\nnamespace Abaca.Server.{folder}", StringComparison.Ordinal) && !file.Text.StartsWith($"namespace Abaca.Server.{folder}", StringComparison.Ordinal)
        select file.Path);

    [Fact]
    public void The_service_has_three_floors_and_no_file_beside_them() => Assert.Equal(
        ["Edge", "Engines", "Slices"],
        Tree.In("src/Server").Select(file => file.Path.Split('/')[2]).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Engines))]
    public void Engines_never_call_slices(string engine) =>
        Types().That().Are(Of(engine))
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching($@"^Abaca\.Server\.(?!({string.Join('|', [.. Engines.Select(e => e.Data), "Configuration"])})(\.|$))[A-Z]"))
            .Check(Compiled.House);

    [Fact]
    public void Only_the_edge_and_the_engine_name_an_API_version() =>
        Types().That().ResideInNamespaceMatching(@"^Abaca\.Server\.(?!Http|Microversions)")
            .Should().NotDependOnAny(Types().That().HaveName("ApiVersion")).Check(Compiled.House);

    [Theory]
    [MemberData(nameof(DriverPlaces.Drivers), MemberType = typeof(DriverPlaces))]
    public void A_driver_sees_the_contract_and_the_parts_that_drivers_are_made_of(string driver) =>
        Types().That().ResideInNamespaceMatching($@"^Abaca\.Drivers\.{driver}(\.|$)")
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching($@"^Abaca\.(Server|Drivers\.(?!({driver}|Ganesha|KernelNfs|Rados|Ssh)(\.|$)))"))
            .Check(Compiled.House);

    static IEnumerable<string> FoldersOf(string floor) =>
        Directory.EnumerateDirectories(Path.Combine(Tree.Root, "src/Server", floor)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    static GivenTypesConjunction Of(string folder) => Types().That().ResideInNamespaceMatching($@"^Abaca\.Server\.{folder}(\.|$)");
}
