using Abaca.Tests.Drivers.Ceph;
using Xunit;

namespace Abaca.Tests.Drivers.Gluster;

/// <summary>kill -9 of the real service, in some rounds of glusterd or of a brick as well; see <see cref="WholeKillTests"/> for its knobs.</summary>
public sealed class GlusterKillTests(ITestOutputHelper output)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_stuck_or_orphaned_after_kills_with_volumes()
    {
        await using var ground = await GlusterWholeGround.Make(GlusterWholeGround.Named(1000, 15), quota: true, Ct);
        await new WholeKillTests(output).Kill(ground);
    }
}
