using System.Text.RegularExpressions;
using Abaca.DriverSdk;
using Abaca.Drivers.Lvm;
using Abaca.Drivers.Lvm.Setup;
using Xunit;

namespace Abaca.Tests.Unit.Drivers;

/// <summary>What the LVM driver writes and reads as text. The answers were given by LVM 2.03.16 and Linux 6.1.</summary>
public sealed class LvmTextTests
{
    const string Listed = """
          {
              "report": [
                  {
                      "lv": [
                          {"lv_name":"share-1", "lv_uuid":"ctQxgG-3rdz-SX3D-exCW-XViQ-dPxY-TEDaxY", "lv_size":"1073741824", "lv_attr":"Vwi-aotz--", "lv_tags":"abaca.owner=abaca1/deployment=x/section=lvm/share=s/instance=i,abaca.raw=new,mine", "pool_lv":"thin", "origin":"", "lv_kernel_major":"253", "lv_kernel_minor":"4"},
                          {"lv_name":"share-snapshot-1", "lv_uuid":"lECYHC-6bcs-99Kn-m8jM-prWb-hLGc-lqiBq5", "lv_size":"1073741825", "lv_attr":"Vwi---tz-k", "lv_tags":"abaca.owner=none", "pool_lv":"thin", "origin":"share-1", "lv_kernel_major":"-1", "lv_kernel_minor":"-1"},
                          {"lv_name":"thin", "lv_uuid":"hay7IV-Q6kd-U9YV-S08t-BRXn-8R3K-flEydP", "lv_size":"10733223936", "lv_attr":"twi-aotz--", "lv_tags":"", "pool_lv":"", "origin":"", "lv_kernel_major":"253", "lv_kernel_minor":"2"},
                          {"lv_name":"[thin_tdata]", "lv_uuid":"Umkrmg-7jh5-nH97-Nsxp-bQJj-XEt4-pI2VYR", "lv_size":"10733223936", "lv_attr":"Twi-ao----", "lv_tags":"", "pool_lv":"", "origin":"", "lv_kernel_major":"253", "lv_kernel_minor":"1"}
                      ]
                  }
              ]
          }
        """;

    [Theory]
    [InlineData("d", "lvm", "share", null, "instance")]
    [InlineData("a/b", "name with blanks", "ä", "snap+shot", "~=")]
    public void A_mark_comes_back_from_its_tag_which_LVM_takes(string deployment, string section, string share, string? snapshot, string instance)
    {
        var mark = new OwnershipMark(deployment, section, share, snapshot, instance);
        var tag = Tags.Of(mark);
        Assert.Matches("^[A-Za-z0-9_+.][A-Za-z0-9_+.=/!:&#-]*$", tag);
        Assert.Equal(mark, OwnershipMark.Read(Tags.OwnerIn(["other", tag])));
    }

    [Fact]
    public void Volumes_are_read_with_tags_devices_and_what_they_are()
    {
        var volumes = Volume.Parse(Listed);
        Assert.Equal(["share-1", "share-snapshot-1", "thin", "[thin_tdata]"], volumes.Select(volume => volume.Name));
        Assert.Equal([true, true, false, false], volumes.Select(volume => volume.IsOrdinary));
        Assert.Equal(new OwnershipMark("x", "lvm", "s", null, "i"), volumes[0].Mark);
        Assert.Equal((Tags.NoFileSystem, true, "253:4", true), (volumes[0].Raw, volumes[0].IsUnfinished, volumes[0].Device, volumes[0].IsOpen));
        Assert.Equal((null, true, "", 2, "share-1"), (volumes[1].Mark, volumes[1].IsLetGo, volumes[1].Device, volumes[1].SizeGib, volumes[1].Origin));
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => Volume.Parse(Listed[..900]));
    }

    [Theory]
    [InlineData("rw,nosuid,nodev,noexec,relatime", "253:4", true)]
    [InlineData("rw,nosuid,nodev,relatime", "253:4", false)]
    [InlineData("ro,nosuid,nodev,noexec,relatime", "253:4", false)]
    [InlineData("rw,nosuid,nodev,noexec,relatime", "253:5", false)]
    public void A_volume_is_mounted_as_it_should_be_or_not(string options, string device, bool shows)
    {
        var mounts = Mounts.Parse(["24 1 254:0 / / rw shared:1 - ext4 /dev/vda rw", $"32 24 {device} / /srv/x/share-1 {options} - ext4 /dev/mapper/lab-a rw,stripe=16"]);
        Assert.Equal(shows, mounts.Shows(Volume.Parse(Listed)[0], "/srv/x/share-1"));
        Assert.Null(mounts.At("/srv/x/share"));
    }

    [Theory]
    [InlineData("share-0b1c", true)]
    [InlineData("-share", false)]
    [InlineData("snapshot1", false)]
    [InlineData("a_tdata", false)]
    [InlineData("a/b", false)]
    [InlineData("a b", false)]
    [InlineData("", false)]
    public void Names_that_LVM_takes(string name, bool good) => Assert.Equal(good, VolumeName.IsGood(name));

    [Theory]
    [InlineData("lvcreate", "-y -kn -V 5g -T lab/thin -n share-1 --addtag abaca.owner=abaca1/deployment=x/a=+20 --addtag abaca.raw=new", true)]
    [InlineData("lvcreate", "-y -kn -V 5g -T other/thin -n share-1", false)]
    [InlineData("lvcreate", "-y -s -n share-snapshot-1 --addtag abaca.owner=x lab/share-1", true)]
    [InlineData("lvcreate", "-y -s -n x lab/share-1 --config log/file=/etc/shadow", false)]
    [InlineData("lvremove", "-y -S lv_uuid=a-b lab/share-1", true)]
    [InlineData("lvremove", "-y lab", false)]
    [InlineData("lvremove", "-y -S lv_uuid=a lab/share-1 other/root", false)]
    [InlineData("lvs", "--reportformat json --units b --nosuffix -o lv_name,lv_tags lab", true)]
    [InlineData("lvs", "--config log/file=/etc/passwd lab", false)]
    [InlineData("mount", "-t ext4 -o rw,nosuid,nodev,noexec /dev/lab/share-1 /srv/x/share-1", true)]
    [InlineData("mount", "-t ext4 -o rw,suid,nodev,noexec /dev/lab/share-1 /srv/x/share-1", false)]
    [InlineData("mount", "-t ext4 -o rw,nosuid,nodev,noexec /dev/lab/share-1 /srv/x/../../etc", false)]
    [InlineData("mount", "-t ext4 -o rw,nosuid,nodev,noexec /dev/lab/.. /srv/x/share-1", false)]
    [InlineData("rmdir", "/srv/x/share-1/lost+found", true)]
    [InlineData("chmod", "0777 /srv/x/share-1/../../../etc", false)]
    [InlineData("mkfs.ext4", "-qF -m 0 /dev/sda", false)]
    public void Sudo_lets_through_what_the_driver_runs_and_nothing_that_leaves_the_group_or_the_directory(string tool, string arguments, bool allowed)
    {
        var rules = new LvmHostSetup("lvmuser", "lvm", "lab", "thin", "/srv/x").Rules.Rules.Where(rule => rule.Tool == tool && rule.Arguments.StartsWith('^'));
        Assert.Equal(allowed, rules.Any(rule => Regex.IsMatch(arguments, rule.Arguments, RegexOptions.None, TimeSpan.FromSeconds(5))));
    }

    [Fact]
    public void Every_rule_lets_its_own_sample_through()
    {
        foreach (var pool in new[] { "thin", null })
            foreach (var rule in new LvmHostSetup("lvmuser", "lvm", "lab.1", pool, "/srv/x.y").Rules.Rules.Where(rule => rule.Arguments.StartsWith('^')))
                Assert.Matches(rule.Arguments, rule.Sample!);
    }
}
