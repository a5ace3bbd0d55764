using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>The operator's page on OpenZFS and the kernel's NFS server, with clients that mount what they are told to.</summary>
public sealed class OpenZfsWalkThroughTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tenant_mounts_from_OpenZFS_and_the_kernel_with_the_unmodified_client()
    {
        Requirements.ForClients();
        await using var ground = await ZfsWholeGround.OnOpenZfs(ZfsWholeGround.ShareNfs, Ct);
        await ZfsWalkThroughTests.Walk("zfs", ground.Setting, ground.Host.Address, ground.Held, ground.Site.Net.NfsClients());
    }
}
