using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Hostile;

/// <summary>Nobody is forgotten: who is in the conformance suite and serves NFS is in the hostile suite as well.</summary>
public sealed class HostileSuiteTests
{
    [Fact]
    public void Every_backend_that_serves_nfs_clients_is_attacked()
    {
        var backends = Fixtures(typeof(DriverConformance)).Where(ServesNfs).ToHashSet();
        Assert.NotEmpty(backends);
        Assert.Empty(backends.Except(Fixtures(typeof(ForgedHandles))));
    }

    static bool ServesNfs(Type backend) =>
        Activator.CreateInstance(backend) is IBackendUnderTest { Protocol: "NFS" } made && !made.NotShown.ContainsKey(Showing.RealMounts);

    /// <summary>The backends that classes of a suite are about.</summary>
    static IEnumerable<Type> Fixtures(Type suite) => suite.Assembly.GetTypes()
        .Where(type => !type.IsAbstract && type.IsSubclassOf(suite))
        .SelectMany(type => type.GetInterfaces())
        .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IClassFixture<>))
        .Select(type => type.GetGenericArguments()[0]);
}
