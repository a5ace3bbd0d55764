using Abaca.Drivers.Zfs;
using Abaca.Drivers.KernelNfs;
using Abaca.Drivers.Zfs.Setup;
using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Unit.Drivers;

public sealed class ZfsTextTests
{
    const string Id = "0f1c8f0e-5d4e-4f6b-9d40-0a2b5d3b7c11";

    [Theory]
    [InlineData("10.0.0.7", "10.0.0.7")]
    [InlineData("10.0.0.7/32", "10.0.0.7")]
    [InlineData("10.0.0.7/24", "10.0.0.0/24")]
    [InlineData("10.0.0.0/255.255.255.0", "10.0.0.0/24")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("fd00::7/64", "fd00::/64")]
    [InlineData("fd00::7", "fd00::7")]
    public void Clients_are_read_in_every_spelling(string text, string word) => Assert.Equal(word, ExportClient.Parse(text, true)?.Word);

    [Theory]
    [InlineData("host.example")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/255.0.255.0")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("fe80::1%eth0")]
    [InlineData("*")]
    public void What_is_no_address_is_no_client(string text) => Assert.Null(ExportClient.Parse(text, true));

    [Fact]
    public void The_most_specific_client_comes_first_and_the_stricter_of_two_stays()
    {
        AccessRule[] rules =
        [
            new("1", AccessType.Ip, "10.0.0.0/8", AccessLevel.Rw), new("2", AccessType.Ip, "10.0.0.7", AccessLevel.Rw), new("3", AccessType.Ip, "10.0.0.7/32", AccessLevel.Ro),
            new("4", AccessType.User, "alice", AccessLevel.Rw), new("5", AccessType.Ip, "fd00::1", AccessLevel.Rw),
        ];
        var (clients, outcomes) = WantedClients.Of(rules, client => client.IsV6 ? "no" : null);
        Assert.Equal(["10.0.0.7 ro", "10.0.0.0/8 rw"], clients.Select(client => $"{client.Word} {(client.Writable ? "rw" : "ro")}"));
        Assert.Equal(["4", "5"], outcomes.Where(outcome => outcome.Refused is not null).Select(outcome => outcome.RuleId));
    }

    [Fact]
    public void The_exports_file_is_read_as_it_was_written()
    {
        var clients = ExportClient.Sorted([ExportClient.Parse("10.0.0.0/8", false)!, ExportClient.Parse("10.0.0.7", true)!]);
        var file = new ExportsText(ExportsText.Empty.Lines.Add(Id, new ExportsEntry("/trank/with blank", clients)));
        var text = file.Text();
        Assert.Contains($"/trank/with\\040blank 10.0.0.7(rw,sync,no_subtree_check,no_root_squash,mp,fsid={Id})\n", text);
        var read = ExportsText.Parse(text + "/by/hand *(rw)\n\n# note\n");
        Assert.True(read.Lines[Id].Same(file.Lines[Id]));
        Assert.Equal(text, read.Text());
        Assert.Empty(ExportsText.Parse("").Lines);
    }

    [Fact]
    public void What_the_server_enforces_is_read_from_its_own_table()
    {
        const string Text = "/trank/a b\t10.0.0.2(ro,sync,wdelay)\n/trank/a\\040b\t10.0.0.1(rw,sync)\n/trank/c\t10.0.0.0/255.255.0.0(rw,sync)\n/other\t*.example(rw)\nbroken\n";
        var shown = Etab.Parse(Text);
        Assert.Equal(2, shown["/trank/a b"].Count());
        Assert.Equal("10.0.0.0/16", shown["/trank/c"].Single().Word);
        Assert.Empty(shown["/other"]);
    }

    [Fact]
    public void Facts_are_read_and_none_is_no_limit()
    {
        var facts = DatasetFacts.Parse("t/a\trefquota\t1073741824\nt/a\tquota\t0\nt/a\tmounted\tyes\nt/a\tmountpoint\t/t/a\nt/a@s\tguid\t17\nt/a@s\tcreatetxg\t9\nt/a@r\tguid\t18\nt/a@r\tcreatetxg\t5\n");
        var dataset = Dataset.Parse("t/a")!.Value;
        Assert.Equal((1L << 30, 0L, true), (facts[0].RefQuota, facts[0].Quota, facts[0].Mounted));
        Assert.Equal(["r", "s"], SnapshotFacts.Of(dataset, facts).Select(snapshot => snapshot.Tag));
    }

    [Theory]
    [InlineData("trank", true)]
    [InlineData("trank/a.b_c:d-e", true)]
    [InlineData("trank/", false)]
    [InlineData("-rf", false)]
    [InlineData("trank/-f", false)]
    [InlineData("trank/..", false)]
    [InlineData("trank/a b", false)]
    [InlineData("trank/a@b", false)]
    [InlineData("", false)]
    public void Names_that_could_mean_something_else_are_not_taken(string name, bool good) => Assert.Equal(good, Dataset.Parse(name) is not null);

    [Fact]
    public void Sudo_rules_name_each_command_and_never_all()
    {
        var rules = new ZfsHostSetup("zfsuser", "zfs", UsesShareNfs: false).Sudoers();
        Assert.Contains("zfsuser ALL=(root) NOPASSWD: /usr/sbin/zfs create *\n", rules);
        Assert.Contains("zfsuser ALL=(root) NOPASSWD: /usr/bin/tee /etc/exports.d/abaca-zfs.exports.new\n", rules);
        Assert.DoesNotContain("NOPASSWD: ALL", rules);
        Assert.DoesNotContain("tee *", rules);
        Assert.DoesNotContain("tee", new ZfsHostSetup("zfsuser", "zfs", UsesShareNfs: true).Sudoers());
    }

    [Theory]
    [InlineData("cannot open 'trank/x': dataset does not exist", true, false)]
    [InlineData("cannot create 'nopool/x': no such pool 'nopool'", true, false)]
    [InlineData("cannot destroy 'trank/x': dataset is busy", false, true)]
    [InlineData("cannot unmount '/trank/x': umount failed", false, true)]
    public void The_words_of_zfs_are_understood(string error, bool notThere, bool busy)
    {
        var run = new CommandResult(new Command(["zfs"], TimeSpan.FromSeconds(1)), CommandEnd.Exited, 1, "", error);
        Assert.Equal((notThere, busy), (ZfsWords.NotThere(run), ZfsWords.Busy(run)));
    }

    [Fact]
    public void A_full_pool_is_refused_and_a_lost_connection_is_unclear()
    {
        var full = new CommandResult(new Command(["zfs"], TimeSpan.FromSeconds(1)), CommandEnd.Exited, 1, "", "cannot create 'trank/x': out of space");
        var lost = full with { End = CommandEnd.ConnectionLost, Error = "out of space" };
        Assert.IsType<DriverResult.Refused>(ZfsWords.Stop(full, "making").End);
        Assert.IsType<DriverResult.Unclear>(ZfsWords.Stop(lost, "making").End);
    }
}
