using Xunit;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>File servers on zfs-fuse are what the tests of the driver take them for.</summary>
public sealed class FuseZfsHostTests : IAsyncLifetime
{
    ZfsSite site = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => site = await ZfsSite.Make(Ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => site is null ? ValueTask.CompletedTask : site.DisposeAsync();

    [Fact]
    public async Task The_user_is_let_in_and_sudo_does_what_its_rules_name() =>
        await ZfsHostChecks.LetsItsUserInAndSudoIsNarrow(site, await site.AddFuseHost("za", Ct));

    [Fact]
    public async Task Exports_are_told_by_the_user_and_can_be_read() => await ZfsHostChecks.TakesExports(site, await site.AddFuseHost("za", Ct));

    [Fact]
    public async Task Everything_can_be_broken_and_mended() => await ZfsHostChecks.BreaksAndMends(site, await site.AddFuseHost("za", Ct));

    [Fact]
    public async Task Two_stand_side_by_side_and_the_machine_itself_is_left_alone()
    {
        var (one, two) = (await site.AddFuseHost("za", Ct), await site.AddFuseHost("zb", Ct));
        await one.Root(Ct, "zfs", "create", "trank/only-here");
        await one.Root(Ct, "zfs", "snapshot", "trank/only-here@now");
        Assert.Equal(["trank", "trank/only-here", "trank/only-here@now"], (await one.Datasets("trank", Ct)).Select(found => found.Name));
        Assert.Equal(["trank"], (await two.Datasets("trank", Ct)).Select(found => found.Name));
        Assert.False(File.Exists("/run/zfs/zfs_socket"));
        Assert.DoesNotContain("fuse.zfs", await File.ReadAllTextAsync("/proc/mounts", Ct));
        var copied = await ZfsHostChecks.Ssh(
            site, one.ByKey(), null, "sh", "-c", "ssh -o StrictHostKeyChecking=accept-new \"$1\" id -un", "sh", $"{ZfsHost.User}@{two.Address}");
        Assert.True(copied.Output == ZfsHost.User + "\n", copied.Error);
    }
}
