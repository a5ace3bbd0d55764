using Abaca.Tests.Compat.Service;
using Abaca.Tests.Drivers.Conformance;
using Abaca.Tests.Drivers.Reconcile;
using Xunit;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>
/// Trouble of a file server that stays until somebody mends it, through the whole service: the share ends in error with the words, the list of
/// services says what is wrong, and after it was mended shares are made again without a restart.
/// </summary>
public sealed class ZfsForGoodTests
{
    static readonly TimeSpan Report = TimeSpan.FromSeconds(90);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("readonly=on", "readonly=off", "failed to create mountpoint", "could not be made in trank")]
    [InlineData("mountpoint=legacy", "mountpoint=/srv/trank", "legacy", "legacy")]
    public async Task A_pool_in_which_nothing_can_be_made_ends_shares_in_error_and_is_reported(string broken, string mended, string atOnce, string said)
    {
        await using var ground = await ZfsWholeGround.OnFuse(ZfsWholeGround.ExportsFile, Ct);
        await using var service = await ServiceProcess.Start(ground.Setting);
        var (admin, demo) = (new AbacaShell(service, "abaca-admin"), new AbacaShell(service, "abaca"));
        await admin.Do("type", "create", "zfs");
        await demo.Do("share", "create", "NFS", "1", "--name", "before", "--wait");

        await ground.Host.Root(Ct, "zfs", "set", broken, ZfsHost.Pool);
        await EndsInError(demo, admin, "at-once", atOnce);
        Assert.Equal(2, (await ground.Host.Datasets(ZfsHost.Pool, Ct)).Count(one => !one.Name.Contains('@', StringComparison.Ordinal))); // what was refused has left nothing
        await Eventually.Holds(() => admin.Do("service", "list", "--format", "json"), list => list.Contains(said, StringComparison.Ordinal), "the report says it", Report, Ct);
        await EndsInError(demo, admin, "later", said: "");

        await ground.Host.Root(Ct, "zfs", "set", mended, ZfsHost.Pool);
        await Eventually.Holds(() => demo.Run("share", "create", "NFS", "1", "--name", "after", "--wait"), run => run.Code == 0, "shares are made again", Report, Ct);
        await Eventually.Holds(() => admin.Do("service", "list", "--format", "json"), list => !list.Contains(said, StringComparison.Ordinal), "the report is well", Report, Ct);
        foreach (var name in (await demo.Json("share", "list")).EnumerateArray().Select(one => one.GetProperty("id").GetString()!)) await demo.Do("share", "delete", name, "--wait");
        Assert.Equal([ZfsHost.Pool], (await ground.Host.Datasets(ZfsHost.Pool, Ct)).Select(one => one.Name));
    }

    [Fact]
    public async Task A_property_that_this_ZFS_lacks_is_reported_and_what_it_takes_only_with_other_values_ends_the_share_in_error()
    {
        await using var ground = await ZfsWholeGround.OnFuse(ZfsWholeGround.ExportsFile, Ct);
        await using var service = await ServiceProcess.Start(ground.Setting);
        var (admin, demo) = (new AbacaShell(service, "abaca-admin"), new AbacaShell(service, "abaca"));
        await admin.Do("type", "create", "zfs");
        await service.Stop();
        service.Configure(text => text.Replace("dedup=off", "encryption=on", StringComparison.Ordinal));
        await service.StartUntilItAnswers();
        await Eventually.Holds(() => admin.Do("service", "list", "--format", "json"), list => list.Contains("encryption", StringComparison.Ordinal), "the report says it", Report, Ct);
        await service.Stop();
        service.Configure(text => text.Replace("encryption=on", "compression=zstd", StringComparison.Ordinal));
        await service.Start();
        await EndsInError(demo, admin, "squeezed", "compression");
        await Eventually.Holds(() => admin.Do("service", "list", "--format", "json"), list => list.Contains("compression", StringComparison.Ordinal), "the report says it", Report, Ct);
    }

    static async Task EndsInError(AbacaShell demo, AbacaShell admin, string name, string said)
    {
        var id = (await demo.Json("share", "create", "NFS", "1", "--name", name)).GetProperty("id").GetString()!;
        async Task<string> Why() => (await demo.Json("share", "show", id)).GetProperty("status").GetString() + await demo.Do("message", "list", "--resource", id) + await admin.Do("operation", "list", "--resource", id, "--format", "json");
        var why = await Eventually.Holds(Why, now => now.StartsWith("error", StringComparison.Ordinal), $"{name} ends in error", Ct);
        Assert.True(why.Contains(said, StringComparison.Ordinal), why);
    }
}
