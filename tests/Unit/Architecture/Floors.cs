using ArchUnitNET.Fluent.Syntax.Elements.Types;
using ArchUnitNET.Loader;
using ArchUnitNET.xUnitV3;
using Xunit;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace Abaca.Tests.Unit.Architecture;

/// <summary>Who sees whom, read from what was compiled.</summary>
public sealed class Floors
{
    static readonly System.Reflection.Assembly Server = typeof(Abaca.Server.Http.Call).Assembly;

    static readonly ArchUnitNET.Domain.Architecture House = new ArchLoader().LoadAssemblies(
        Server, typeof(Abaca.DriverSdk.IShareDriver).Assembly, typeof(Abaca.Drivers.Local.LocalDriverFactory).Assembly, typeof(Abaca.Drivers.CephFs.CephFsDriverFactory).Assembly,
        typeof(Abaca.Drivers.Zfs.ZfsDriverFactory).Assembly, typeof(Abaca.Drivers.Dummy.DummyDriver).Assembly, typeof(Abaca.Drivers.Ssh.SshCommandRunner).Assembly,
        typeof(Abaca.Drivers.Ganesha.GaneshaServer).Assembly).Build();

    /// <summary>What all slices are made of; they know no slice.</summary>
    public static TheoryData<string> Engines => ["Microversions", "Operations", "Scheduling", "Data", "Doorbell"];

    /// <summary>Each is a driver; what they are composed of (<c>Ganesha</c>, <c>Rados</c>, <c>Ssh</c>) is none.</summary>
    public static TheoryData<string> Backends => ["Local", "CephFs", "Zfs", "Dummy"];

    [Theory]
    [MemberData(nameof(Engines))]
    public void Engines_never_call_slices(string engine) =>
        Types().That().Are(Of(engine))
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching($@"^Abaca\.Server\.(?!({string.Join('|', [.. Engines.Select(e => e.Data), "Configuration"])})(\.|$))[A-Z]"))
            .Check(House);

    [Fact]
    public void Only_the_edge_and_the_engine_name_an_API_version() =>
        Types().That().ResideInNamespaceMatching(@"^Abaca\.Server\.(?!Http|Microversions)")
            .Should().NotDependOnAny(Types().That().HaveName("ApiVersion")).Check(House);

    [Theory]
    [MemberData(nameof(Backends))]
    public void A_driver_sees_the_contract_and_the_parts_that_drivers_are_made_of(string driver) =>
        Types().That().ResideInNamespaceMatching($@"^Abaca\.Drivers\.{driver}(\.|$)")
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching($@"^Abaca\.(Server|Drivers\.(?!({driver}|Ganesha|Rados|Ssh)(\.|$)))"))
            .Check(House);

    static GivenTypesConjunction Of(string folder) => Types().That().ResideInNamespaceMatching($@"^Abaca\.Server\.{folder}(\.|$)");
}
