using System.Reflection;
using Xunit;

namespace Abaca.Tests.Unit.Architecture;

/// <summary>What one class does is asked for at that class.</summary>
public sealed class Interfaces
{
    /// <summary>Where the process, or what a floor may see, ends: tests stand something else behind it.</summary>
    static readonly string[] Boundaries =
    [
        "IKernel", // of Linux
        "IMachine", // the one that the configuration is read on
        "IPolicy", // HTTP asks, identity above it decides
        "IRadosCluster", "IRadosPool", // a cluster of Ceph
    ];

    [Fact]
    public void An_interface_has_several_classes_or_stands_where_the_process_ends()
    {
        Assembly[] all = [typeof(Abaca.Server.Http.Call).Assembly, typeof(Abaca.DriverSdk.IShareDriver).Assembly, typeof(Abaca.Cli.CliCommands).Assembly, typeof(Abaca.Client.ShareService).Assembly, .. EveryDriver.Assemblies];
        var types = all.SelectMany(assembly => assembly.GetTypes()).ToList();
        Assert.Equal(Boundaries, (
            from wanted in types
            where wanted.IsInterface && types.Count(type => !type.IsInterface && type.GetInterfaces().Any(one => Same(one, wanted))) < 2
            select wanted.Name.Split('`')[0]).Order(StringComparer.Ordinal));
    }

    static bool Same(Type one, Type wanted) => one == wanted || (one.IsGenericType && one.GetGenericTypeDefinition() == wanted);
}
