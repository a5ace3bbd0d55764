using Abaca.DriverSdk;
using Abaca.Drivers.Lvm;
using Abaca.Drivers.Lvm.Setup;
using Abaca.Tests.Drivers.Zfs;
using Xunit;

namespace Abaca.Tests.Drivers.Lvm;

/// <summary>What happens to a file server with LVM in the course of its life.</summary>
public sealed class LvmLifeTests(LvmThinBackend backend) : IClassFixture<LvmThinBackend>, IAsyncLifetime
{
    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>What a test that failed has left is not the next one's.</summary>
    public async ValueTask DisposeAsync() => await backend.Clear(CancellationToken.None);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    IShareDriver Driver => backend.Driver;

    /// <summary>A machine loses power in each moment of a call, and boots; the call is repeated.</summary>
    [Fact]
    public async Task Power_that_goes_while_a_share_is_made_taken_back_or_deleted_leaves_nothing_half_made()
    {
        var share = NewShare();
        var snapshot = ZfsAtWork.NewSnapshot(share);
        await backend.CutDuring(500, () => Driver.Create(share, Ct), Ct);
        await backend.Write(share, "kept", Ct);
        Done(await Driver.Snapshots!.CreateSnapshot(snapshot, Ct));
        await backend.Write(share, "lost", Ct);
        await backend.CutDuring(1500, () => Driver.Reverting!.Revert(share, snapshot, "one-way-back", Ct), Ct);
        Assert.Equal(["kept"], await backend.Files(share, Ct));
        await backend.CutDuring(700, () => Driver.Delete(share, Ct), Ct);
        Done(await Driver.Snapshots!.DeleteSnapshot(snapshot, Ct));
        Assert.Empty(await backend.ListRaw(Ct));
    }

    /// <summary>Everything that runs for the service there is killed at ever later moments of a call; the call is repeated.</summary>
    [Fact]
    public async Task Killed_at_every_step_a_repeated_call_ends_as_if_nothing_had_been()
    {
        foreach (var moment in new[] { 300, 1000, 2000 })
        {
            var share = NewShare();
            var (snapshot, copy) = (ZfsAtWork.NewSnapshot(share), NewShare(2));
            await backend.KillDuring(moment, () => Driver.Create(share, Ct), Ct);
            await backend.Write(share, "kept", Ct);
            await backend.KillDuring(moment, () => Driver.Snapshots!.CreateSnapshot(snapshot, Ct), Ct);
            await backend.KillDuring(moment, () => Driver.Cloning!.CreateFromSnapshot(copy, snapshot, Ct), Ct);
            Assert.Equal(["kept"], await backend.Files(copy, Ct));
            await backend.KillDuring(moment, () => Driver.Resizing!.Extend(share, 2, Ct), Ct);
            await backend.KillDuring(moment, () => Driver.Resizing!.Shrink(share with { SizeGib = 2 }, 1, Ct), Ct);
            await backend.Write(share, "lost", Ct);
            await backend.KillDuring(moment, () => Driver.Reverting!.Revert(share, snapshot, "one-way-back", Ct), Ct);
            Assert.Equal(["kept"], await backend.Files(share, Ct));
            Assert.Equal(1L << 30, await backend.Size(share, Ct));
            Assert.Equal(2L << 30, await backend.Size(copy, Ct));
            await backend.KillDuring(moment, () => Driver.Delete(copy, Ct), Ct);
            await backend.KillDuring(moment, () => Driver.Delete(share, Ct), Ct);
            Done(await Driver.Snapshots!.DeleteSnapshot(snapshot, Ct));
            Assert.Empty(await backend.ListRaw(Ct));
        }
    }

    [Fact]
    public async Task What_is_not_ours_in_the_group_is_never_touched()
    {
        await backend.Root(Ct, "lvcreate", "-y", "-V", "1g", "-T", "lab/thin", "-n", "foreign");
        var share = NewShare();
        // A volume of the share's own name that says it is somebody else's, one that was let go, and one that is a part of LVM's.
        await backend.Root(Ct, "lvcreate", "-y", "-V", "1g", "-T", "lab/thin", "-n", share.Name, "--addtag", "abaca.owner=abaca1/deployment=other/section=x/share=y/instance=z");
        var before = await backend.Root(Ct, "lvs", "-o", "lv_name,lv_uuid,lv_tags,lv_size", "lab");
        foreach (var end in new[]
        {
            (await Driver.Create(share, Ct)).WithoutValue(), await Driver.Delete(share, Ct), (await Driver.Ensure(share, [], Ct)).WithoutValue(),
            await Driver.Resizing!.Extend(share, 2, Ct), (await Driver.SetAccess(share, [ZfsAtWork.Rule("192.0.2.9")], Ct)).WithoutValue(),
        })
            Assert.Equal(MessageDetail.NotOwned, Assert.IsType<DriverResult.Refused>(end).Why.Detail);
        Assert.Equal(before, await backend.Root(Ct, "lvs", "-o", "lv_name,lv_uuid,lv_tags,lv_size", "lab"));

        await backend.Root(Ct, "lvchange", "-y", "--addtag", "abaca.owner=none", "--deltag", "abaca.owner=abaca1/deployment=other/section=x/share=y/instance=z", $"lab/{share.Name}");
        Assert.Equal(MessageDetail.NotOwned, Assert.IsType<DriverResult.Refused>(await Driver.Delete(share, Ct)).Why.Detail);
        var pool = share with { Details = new Dictionary<string, string> { ["volume_name"] = "thin" } };
        Assert.Equal(MessageDetail.NotOwned, Assert.IsType<DriverResult.Refused>(await Driver.Delete(pool, Ct)).Why.Detail);
        await backend.Root(Ct, "lvremove", "-y", "lab/foreign", $"lab/{share.Name}");
        Assert.Empty(await backend.ListRaw(Ct));
    }

    [Fact]
    public async Task A_volume_that_is_deleted_behind_our_back_is_said_to_be_gone_and_its_share_can_be_deleted()
    {
        var share = NewShare();
        Done((await Driver.Create(share, Ct)).WithoutValue());
        Done((await Driver.SetAccess(share, [ZfsAtWork.Rule("192.0.2.9")], Ct)).WithoutValue());
        await backend.Root(Ct, "sh", "-c", "exportfs -f; umount \"/srv/shares/$1\"; lvremove -y \"lab/$1\"", "sh", share.Name);
        Assert.Contains("behind Abaca's back", Assert.IsType<DriverResult<CreatedShare>.Refused>(await Driver.Ensure(share, [], Ct)).Why.Text, StringComparison.Ordinal);
        Done(await Driver.Delete(share, Ct));
        Assert.Empty(await backend.ListRaw(Ct));
    }

    [Fact]
    public async Task A_full_thin_pool_takes_no_new_share_says_so_and_what_is_there_can_be_deleted()
    {
        const string Filling = """
            used() { lvs --noheadings -o data_percent lab/small | tr -d ' ' | cut -d. -f1; }
            lvcreate -y -V 256m -T lab/small -n filling || exit
            at=0 count=$((256 * (80 - $(used)) / 100))
            while [ "$(used)" -lt 96 ]; do
              dd if=/dev/urandom of=/dev/lab/filling bs=1M count=$count seek=$at oflag=direct status=none || exit
              at=$((at + count)) count=3
            done
            """;
        (string Option, string Value) small = ("lvm_share_thin_pool", "small");
        await backend.Root(Ct, "lvcreate", "-y", "-L", "256m", "-T", "lab/small");
        await backend.LayRules(small, Ct);
        await using var driver = backend.Another(small);
        Done(await driver.Start(Ct));
        var (share, another) = (NewShare(), NewShare());
        Done((await driver.Create(share, Ct)).WithoutValue());
        await backend.Root(Ct, "sh", "-c", Filling);
        var report = Assert.IsType<DriverResult<BackendReport>.Refused>(await driver.Report(Ct));
        Assert.Contains("lvextend", report.Why.Text, StringComparison.Ordinal);
        Assert.Equal(MessageDetail.NoValidHost, Assert.IsType<DriverResult<CreatedShare>.Refused>(await driver.Create(another, Ct)).Why.Detail);
        Assert.Equal(MessageDetail.NoValidHost, Assert.IsType<DriverResult<IReadOnlyDictionary<string, string>>.Refused>(await driver.Snapshots!.CreateSnapshot(ZfsAtWork.NewSnapshot(share), Ct)).Why.Detail);
        await backend.Root(Ct, "lvremove", "-y", "lab/filling");
        Done((await driver.Create(another, Ct)).WithoutValue());
        foreach (var one in new[] { share, another }) Done(await driver.Delete(one, Ct));
    }

    [Fact]
    public async Task A_volume_and_its_snapshot_are_taken_over_and_let_go()
    {
        await backend.Root(Ct, "sh", "-c", "lvcreate -y -V 1500m -T lab/thin -n old && mkfs.ext4 -q /dev/lab/old && lvcreate -y -s -n older lab/old");
        var (share, existing) = (NewShare(0), new ExistingShare("/dev/lab/old", new Dictionary<string, string>()));
        var found = Assert.IsType<DriverResult<BackendObject>.Done>(await Driver.Managing!.Find(share, existing, Ct)).Value;
        var taken = Assert.IsType<DriverResult<ManagedShare>.Done>(await Driver.Managing.Manage(share, existing with { Found = found }, Ct)).Value;
        Assert.Equal(2, taken.SizeGib);
        Assert.Equal(2L << 30, await backend.Size(share, Ct));
        share = share with { SizeGib = 2, Details = taken.Share.Details };
        var snapshot = ZfsAtWork.NewSnapshot(share);
        var managed = Assert.IsType<DriverResult<ManagedSnapshot>.Done>(await Driver.Managing.ManageSnapshot(snapshot, new ExistingSnapshot("lab/older", new Dictionary<string, string>()), Ct)).Value;
        snapshot = snapshot with { Details = managed.Details };
        Done(await Driver.Managing.UnmanageSnapshot(snapshot, Ct));
        Done(await Driver.Managing.Unmanage(share, Ct));
        // Let go, they are no row's.
        Assert.IsType<DriverResult.Refused>(await Driver.Delete(share, Ct));
        Assert.IsType<DriverResult.Refused>(await Driver.Snapshots!.DeleteSnapshot(snapshot, Ct));
        await backend.Root(Ct, "sh", "-c", "exportfs -f; umount /srv/shares/*; rmdir /srv/shares/*; lvremove -y $(lvs --noheadings -o lv_full_name lab | grep share-)");
        Assert.Empty(await backend.ListRaw(Ct));
    }

    [Fact, Trait("Doctor finds", nameof(VolumesCheck))]
    public async Task Doctor_names_what_the_file_server_lacks_and_volumes_that_are_gone_or_left_over()
    {
        Assert.Equal([Health.Ok], (await Look("file server")).Select(finding => finding.Health));
        (string Option, string Value) nowhere = ("lvm_share_volume_group", "nowhere");
        Assert.Contains("sudo does not let", Assert.Single(await Look("file server", null, nowhere)).What, StringComparison.Ordinal);
        await backend.LayRules(nowhere, Ct);
        Assert.Contains("not there", Assert.Single(await Look("file server", null, nowhere)).What, StringComparison.Ordinal);
        await backend.LayRules(("lvm_share_volume_group", LvmAtWork.Group), Ct);
        Assert.Contains("sudo does not let", Assert.Single(await Look("file server", null, ("lvm_share_thin_pool", "nowhere"))).What, StringComparison.Ordinal);
        var (extra, gone) = (NewShare(), Guid.NewGuid().ToString());
        Done((await Driver.Create(extra, Ct)).WithoutValue());
        var findings = await Look("volumes", new ExpectedShares(new HashSet<string> { gone }, new HashSet<string> { gone }));
        Assert.Contains(findings, one => one.Health == Health.Problem && one.What.Contains(gone, StringComparison.Ordinal));
        Assert.Contains(findings, one => one.Health == Health.Warning && one.What.Contains(extra.Name, StringComparison.Ordinal));
        Done(await Driver.Delete(extra, Ct));
    }

    [Fact]
    public async Task An_xfs_is_made_cloned_grown_and_taken_back_and_says_that_it_cannot_shrink()
    {
        await using var driver = backend.Another(("share_volume_fstype", "xfs"));
        Done(await driver.Start(Ct));
        var share = NewShare();
        var (snapshot, copy) = (ZfsAtWork.NewSnapshot(share), NewShare(2));
        Done((await driver.Create(share, Ct)).WithoutValue());
        await backend.Write(share, "kept", Ct);
        Done(await driver.Snapshots!.CreateSnapshot(snapshot, Ct));
        Done((await driver.Cloning!.CreateFromSnapshot(copy, snapshot, Ct)).WithoutValue());
        Done(await driver.Resizing!.Extend(share, 3, Ct));
        await backend.Write(share, "lost", Ct);
        Assert.Contains("xfs", await backend.Root(Ct, "stat", "-f", "-c", "%T", $"/srv/shares/{copy.Name}"), StringComparison.Ordinal);
        Assert.Equal(MessageDetail.DriverNotShrinking, Assert.IsType<DriverResult.Refused>(await driver.Resizing.Shrink(share with { SizeGib = 3 }, 2, Ct)).Why.Detail);
        Done(await driver.Reverting!.Revert(share, snapshot, "one-way-back", Ct));
        foreach (var one in new[] { share, copy }) Assert.Equal(["kept"], await backend.Files(one, Ct));
        foreach (var one in new[] { share, copy }) Done(await driver.Delete(one, Ct));
        Done(await driver.Snapshots.DeleteSnapshot(snapshot, Ct));
        Assert.Empty(await backend.ListRaw(Ct));
    }

    Task<IReadOnlyList<HealthFinding>> Look(string name, ExpectedShares? shares = null, params (string Option, string Value)[] more) =>
        new LvmDriverFactory().Checks(backend.Settings(more) with { Scratch = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N")[..8]) }).Single(check => check.Name == name).Look(shares, Ct);

    ShareSpec NewShare(int gib = 1) => ZfsAtWork.NewShare(gib) with { Pool = backend.Pool };

    static void Done(DriverResult result) => Assert.Equal(new DriverResult.Done(), result);

    static void Done<T>(DriverResult<T> result) => Done(result.WithoutValue());
}
