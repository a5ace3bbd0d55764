using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Zfs;
using Xunit;

namespace Abaca.Tests.Drivers.Lvm;

/// <summary>Thick volumes with further copies on other disks of the group (<c>lvm_share_mirrors</c>).</summary>
public sealed class LvmMirrorTests(LvmThickBackend backend) : IClassFixture<LvmThickBackend>
{
    const string Mirrors = "lvm_share_mirrors";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_share_with_a_copy_lives_through_the_loss_of_a_disk_and_all_that_a_share_does()
    {
        await backend.Root(Ct, "sh", "-c", "zpool destroy tank2 && wipefs -qa /dev/vde && vgextend -y lab /dev/vde");
        await using var driver = backend.Another((Mirrors, "1"));
        Done(await driver.Start(Ct));
        var share = ZfsAtWork.NewShare() with { Pool = backend.Pool };
        var snapshot = ZfsAtWork.NewSnapshot(share);
        Done(await driver.Create(share, Ct));
        Assert.Equal("raid1 /dev/vde /dev/vdf", await Laid(share));
        // What is free is what shares can have, and each takes its size twice.
        Assert.InRange(Assert.Single(Done(await driver.Report(Ct)).Pools).TotalGib!.Value, 49, 50);
        await backend.Write(share, "kept", Ct);
        Done(await driver.Resizing!.Extend(share, 2, Ct));
        Done(await driver.Snapshots!.CreateSnapshot(snapshot, Ct));
        Done(await driver.Snapshots.DeleteSnapshot(snapshot, Ct));
        Done(await driver.Resizing.Shrink(share with { SizeGib = 2 }, 1, Ct));
        Assert.Equal(("raid1 /dev/vde /dev/vdf", 1L << 30), (await Laid(share), await backend.Size(share, Ct)));

        // One copy's disk answers nothing any more.
        await backend.Root(Ct, "sh", "-c", "dmsetup wipe_table --force \"$(dmsetup ls | cut -f1 | grep 'rimage_0$')\"");
        await backend.Write(share, "late", Ct);
        await backend.Root(Ct, "sh", "-c", "echo 3 >/proc/sys/vm/drop_caches");
        Assert.Equal(["kept", "late"], await backend.Files(share, Ct));
        Done(await driver.Ensure(share, [], Ct));
        Done(await driver.Delete(share, Ct));
        Assert.Empty(await backend.ListRaw(Ct));

        // There are two disks, so three copies have no room.
        await using var wider = backend.Another((Mirrors, "2"));
        Done(await wider.Start(Ct));
        Assert.Equal(MessageDetail.NoValidHost, Refused(await wider.Create(share, Ct)).Detail);
        Assert.Empty(await backend.ListRaw(Ct));
    }

    /// <summary>What kind of volume it is, and the disks below its copies.</summary>
    async Task<string> Laid(ShareSpec share)
    {
        const string Script = """
            lvs --noheadings -o segtype "$1/$2" | tr -d ' \n'
            lvs -a --noheadings -o lv_name,devices "$1" | grep -F "[$2_rimage_" | grep -o '/dev/[a-z]*' | sort -u | while read -r disk; do printf ' %s' "$disk"; done
            """;
        return await backend.Root(Ct, "sh", "-c", Script, "sh", LvmAtWork.Group, share.Name);
    }
}
