using System.Diagnostics;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>What goes wrong at a file server ends in a clear answer in time, and what is repeated afterwards ends well.</summary>
public sealed class ZfsFaultTests(ITestOutputHelper output) : IAsyncLifetime
{
    const int ConnectSeconds = 4;

    ZfsAtWork work = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    ZfsHost Host => work.Host;

    IShareDriver Driver => work.Driver;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => work = await ZfsAtWork.Begin(async site => await site.AddFuseHost("za", Ct), ConnectSeconds);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => work is null ? ValueTask.CompletedTask : work.DisposeAsync();

    [Theory]
    [InlineData("sshd killed")]
    [InlineData("cable pulled")]
    public async Task A_connection_lost_in_the_middle_of_a_command_is_noticed_and_the_call_repeated_is_done(string how)
    {
        var share = ZfsAtWork.NewShare();
        await Host.Freeze(frozen: true, Ct);
        var creating = Driver.Create(share, Ct);
        await Eventually.Holds(() => Host.Try(Ct, "pgrep", "-f", "zfs create"), run => !run.Failed, "the command runs", Ct);
        var cut = Stopwatch.GetTimestamp();
        if (how == "sshd killed") await Host.KillSshd(Ct);
        else await Host.Cable(plugged: false, Ct);

        Assert.IsType<DriverResult<CreatedShare>.Unclear>(await creating);
        output.WriteLine($"{how}: noticed after {Stopwatch.GetElapsedTime(cut).TotalSeconds:0.0} s");
        Assert.InRange(Stopwatch.GetElapsedTime(cut).TotalSeconds, 0, 30);

        await Host.Freeze(frozen: false, Ct);
        if (how == "sshd killed") await Host.StartSshd(Ct);
        else await Host.Cable(plugged: true, Ct);
        await Eventually.Holds(() => Driver.Create(share, Ct), end => end is DriverResult<CreatedShare>.Done, "the share is made", Ct);
        Assert.Equal(["trank", ZfsAtWork.DatasetOf(share)], (await Host.Datasets("trank", Ct)).Select(found => found.Name));
        Assert.Equal(1L << 30, (await Host.Dataset(ZfsAtWork.DatasetOf(share), Ct))!.Bytes("refquota"));
        Assert.Equal(new DriverResult.Done(), await Driver.Delete(share, Ct));
        Assert.Equal(["trank"], (await Host.Datasets("trank", Ct)).Select(found => found.Name));
    }

    [Fact]
    public async Task Rules_are_whole_after_the_file_server_fell_silent_while_they_were_written()
    {
        var shares = Enumerable.Range(0, 8).Select(_ => ZfsAtWork.NewShare()).ToList();
        foreach (var share in shares) await work.Make(share);
        await work.Allow(shares[0], ZfsAtWork.Rule("192.0.2.1"));
        var setting = shares.Select(share => Driver.SetAccess(share, [ZfsAtWork.Rule("192.0.2.2"), ZfsAtWork.Rule("198.51.100.0/24", AccessLevel.Ro)], Ct)).ToList();
        await Host.Cable(plugged: false, Ct);
        output.WriteLine(string.Join(' ', (await Task.WhenAll(setting)).Select(end => end.GetType().Name)));
        await Host.Cable(plugged: true, Ct);

        foreach (var share in shares)
        {
            await Eventually.Holds(() => Driver.SetAccess(share, [ZfsAtWork.Rule("192.0.2.3")], Ct), end => end is DriverResult<IReadOnlyList<RuleOutcome>>.Done, "rules are set", Ct);
        }
        var told = await Host.Exports(Ct);
        Assert.Equal(shares.Count, told.Count);
        Assert.All(told, export => Assert.Equal("192.0.2.3", export.Client));
    }

    [Fact]
    public async Task A_full_pool_refuses_what_needs_space_and_lets_the_rest_go_on()
    {
        var (old, fresh) = (ZfsAtWork.NewShare(), ZfsAtWork.NewShare());
        await work.Make(old);
        await Host.FillPool("trank", 0, Ct);

        var refused = Assert.IsType<DriverResult<CreatedShare>.Refused>(await Driver.Create(fresh, Ct));
        Assert.Contains("full", refused.Why.Text, StringComparison.Ordinal);
        Assert.Null(await Host.Dataset(ZfsAtWork.DatasetOf(fresh), Ct));
        await work.Allow(old, ZfsAtWork.Rule("192.0.2.1"));
        Assert.Equal(new DriverResult.Done(), await Driver.Resizing!.Extend(old, 2, Ct));
        var report = Assert.IsType<DriverResult<BackendReport>.Done>(await Driver.Report(Ct));
        Assert.InRange(report.Value.Pools[0].FreeGib!.Value, 0, 0.1);

        await Host.EmptyPool("trank", Ct);
        await work.Make(fresh);
        foreach (var share in (ShareSpec[])[old, fresh]) Assert.Equal(new DriverResult.Done(), await Driver.Delete(share, Ct));
    }

    [Fact]
    public async Task A_pool_that_is_away_is_not_taken_for_empty_and_all_is_well_when_it_is_back()
    {
        var share = ZfsAtWork.NewShare();
        var rule = ZfsAtWork.Rule("192.0.2.1");
        await work.Make(share);
        await work.Allow(share, rule);
        await Host.Root(Ct, "sh", "-c", "cd /srv/trank/manila_share_* && echo content > file");
        await Host.ExportPool("trank", Ct);

        Assert.IsNotType<DriverResult.Done>(await Driver.Delete(share, Ct));
        Assert.IsNotType<DriverResult<CreatedShare>.Done>(await Driver.Create(share, Ct));
        Assert.IsNotType<DriverResult<CreatedShare>.Done>(await Driver.Ensure(share, [rule], Ct));
        Assert.IsNotType<DriverResult.Done>(await Driver.Snapshots!.DeleteSnapshot(ZfsAtWork.NewSnapshot(share), Ct));

        await Host.ImportPool("trank", Ct);
        Assert.IsType<DriverResult<CreatedShare>.Done>(await Driver.Ensure(share, [rule], Ct));
        Assert.Equal("content\n", await Host.Root(Ct, "sh", "-c", "cat /srv/trank/manila_share_*/file"));
        Assert.Equal(["192.0.2.1"], (await Host.Exports(Ct)).Select(export => export.Client));
        Assert.Equal(new DriverResult.Done(), await Driver.Delete(share, Ct));
        Assert.Empty(await Host.Exports(Ct));
    }

    [Fact]
    public async Task A_dataset_in_use_is_deleted_when_it_is_free()
    {
        var share = ZfsAtWork.NewShare();
        await work.Make(share);
        await using (await Host.Hold(ZfsAtWork.DatasetOf(share), Ct))
        {
            Assert.IsType<DriverResult.Unclear>(await Driver.Delete(share, Ct));
            Assert.NotNull(await Host.Dataset(ZfsAtWork.DatasetOf(share), Ct));
        }
        Assert.Equal(new DriverResult.Done(), await Driver.Delete(share, Ct));
        Assert.Null(await Host.Dataset(ZfsAtWork.DatasetOf(share), Ct));
    }

    [Fact]
    public async Task A_dataset_that_is_busy_for_a_moment_is_deleted_in_one_call()
    {
        var share = ZfsAtWork.NewShare();
        await work.Make(share);
        var held = await Host.Hold(ZfsAtWork.DatasetOf(share), Ct);
        var deleting = Driver.Delete(share, Ct);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Ct);
        await held.DisposeAsync();
        Assert.Equal(new DriverResult.Done(), await deleting);
    }

    [Fact]
    public async Task Without_its_rules_of_sudo_it_says_which_lines_are_missing()
    {
        await Host.SetSudoRules("# none", Ct);
        await using (var poor = ZfsAtWork.NewDriver(work.Site, Host, null, ("zfs_share_helpers", "NFS=NFSviaExportsFile")))
        {
            var said = Assert.IsType<DriverResult.Unclear>(await poor.Start(Ct)).Why;
            Assert.Contains($"{ZfsHost.User} ALL=(root) NOPASSWD: ", said, StringComparison.Ordinal);
            Assert.Contains("/etc/sudoers.d/", said, StringComparison.Ordinal);
        }
        await ZfsAtWork.LayRules(Host, usesShareNfs: false, Ct);
        (string, string)[] byPassword = [("zfs_ssh_private_key_path", ""), ("zfs_ssh_user_password", ZfsHost.Password), ("zfs_share_helpers", "NFS=NFSviaExportsFile")];
        await using var rich = ZfsAtWork.NewDriver(work.Site, Host, null, byPassword);
        Assert.Equal(new DriverResult.Done(), await rich.Start(Ct));
    }
}
