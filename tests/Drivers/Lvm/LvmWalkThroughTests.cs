using Abaca.Tests.Compat.Service;
using Abaca.Tests.Drivers.Zfs;
using Xunit;

namespace Abaca.Tests.Drivers.Lvm;

/// <summary>
/// The walk-through of the operator's page: the real service, OpenStack's own <c>manila</c> client, LVM on a file server over SSH, and clients that
/// mount what they are told to.
/// </summary>
public sealed class LvmWalkThroughTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tenant_mounts_from_LVM_and_the_kernel_with_the_unmodified_client()
    {
        Requirements.ForClients();
        await using var ground = await LvmWholeGround.Make(Ct);
        await ZfsWalkThroughTests.Walk("lvm", ground.Setting, ground.Host.Address, ground.Held, ground.Site.Net.NfsClients());
    }
}
