using Abaca.Tests.Drivers.Ceph;
using Xunit;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>kill -9 of the real service, in some rounds of the file server's sshd as well, in a storm that also moves shares between two pools; see <see cref="WholeKillTests"/> for its knobs.</summary>
public sealed class ZfsKillTests(ITestOutputHelper output)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_stuck_or_orphaned_after_kills_with_an_exports_file()
    {
        await using var ground = await ZfsWholeGround.OnFuse(ZfsWholeGround.ExportsFile, Ct, ZfsHost.Pool, ZfsHost.SecondPool);
        await new WholeKillTests(output).Kill(ground);
    }
}
