using System.Reflection;
using Abaca.DriverSdk;

namespace Abaca.Tests.Unit.Architecture;

/// <summary>The drivers, and what they are composed of, as they were compiled: whatever lies in src/Drivers.</summary>
static class EveryDriver
{
    /// <summary>Their assemblies.</summary>
    public static IReadOnlyList<Assembly> Assemblies { get; } =
    [
        .. Directory.EnumerateFiles(AppContext.BaseDirectory, "Abaca.Drivers.*.dll").Order(StringComparer.Ordinal)
            .Select(path => Assembly.Load(Path.GetFileNameWithoutExtension(path))),
    ];

    /// <summary>Their factories.</summary>
    public static IReadOnlyList<IDriverFactory> Factories { get; } =
    [
        .. Assemblies.SelectMany(assembly => assembly.GetTypes()).Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IDriverFactory)))
            .Select(type => (IDriverFactory)Activator.CreateInstance(type)!),
    ];
}
