using ArchUnitNET.Loader;

namespace Abaca.Tests.Unit.Architecture;

/// <summary>The service and the drivers as they were compiled: what really uses what, whatever a file names in its first lines.</summary>
static class Compiled
{
    /// <summary>All types with what they depend on.</summary>
    public static readonly ArchUnitNET.Domain.Architecture House = new ArchLoader().LoadAssemblies(
        [typeof(Abaca.Server.Http.Call).Assembly, typeof(Abaca.DriverSdk.IShareDriver).Assembly, .. EveryDriver.Assemblies]).Build();

    /// <summary>The namespace that a type's own name says; that of a constructed generic type would be one of its arguments'.</summary>
    public static string NamespaceOf(ArchUnitNET.Domain.IType type)
    {
        var name = type.FullName.Split('`', '+', '/', '<', '[')[0];
        return name.LastIndexOf('.') is > 0 and var dot ? name[..dot] : "";
    }
}
