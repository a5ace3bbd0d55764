using Abaca.Drivers.CephFs;
using Abaca.Drivers.CephFs.Nfs;
using Abaca.Drivers.Ganesha;
using Abaca.Drivers.KernelNfs;
using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Unit.Drivers;

/// <summary>Whom servers take for nobody, in each server's words and back.</summary>
public sealed class NfsSquashTests
{
    const string Id = "8246e6a8-39d8-49da-ab68-bb7718043b29";

    public static TheoryData<NfsSquash> Every => [NfsSquash.None, NfsSquash.Root, NfsSquash.All];

    static ExportClient Client(NfsSquash squash) => ExportClient.Parse("10.0.0.7", true)! with { Squash = squash };

    [Theory]
    [MemberData(nameof(Every))]
    public void A_word_is_read_as_it_was_written(NfsSquash squash) => Assert.Equal(squash, NfsSquashWords.Parse(squash.Word()));

    [Theory]
    [MemberData(nameof(Every))]
    public void An_object_of_cephfs_is_read_as_it_was_written(NfsSquash squash)
    {
        var export = new NfsExport(1001, "/volumes/_nogroup/s/u", "ganesha-s", "AQ==", "cephfs", [Client(squash)]);
        Assert.Equal(export.Clients, NfsExport.Parse(export.Text())!.Clients);
        Assert.True(export.MountsLike(NfsExport.Parse(export.Text())!));
    }

    [Fact]
    public void An_export_that_squashes_for_all_clients_counts_as_mounted_otherwise_since_ganesha_does_not_show_it()
    {
        var export = new NfsExport(1001, "/v", "ganesha-s", "AQ==", "cephfs", [Client(NfsSquash.None)]);
        var others = NfsExport.Parse(export.Text().Replace("No_Root_Squash", "Root_Id_Squash", StringComparison.Ordinal))!;
        Assert.Equal(NfsSquash.Root, Assert.Single(others.Clients).Squash);
        Assert.False(others.MountsLike(export));
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void A_document_of_the_mgrs_module_is_read_as_it_was_written(NfsSquash squash)
    {
        var made = ClusterExport.With("""{"export_id": 3}""", "c", new Subvolume("cephfs", "v", null, "/v"), [Client(squash)]);
        Assert.Equal(squash, Assert.Single(ClusterExport.Clients(made)!).Squash);
    }

    [Theory]
    [InlineData(53490146, 480, NfsSquash.None)] // says nothing itself; the bit is Ganesha's own default, which the export overrides
    [InlineData(53490144, 487, NfsSquash.None)]
    [InlineData(53490146, 511, NfsSquash.Root)]
    [InlineData(53489828, 511, NfsSquash.All)]
    public void What_Ganesha_shows_of_a_client_is_what_the_client_sets(uint options, uint set, NfsSquash squash)
    {
        var reply = $"   array [\n      struct {{\n         string \"10.0.0.7/32\"\n         uint32 65534\n         uint32 65534\n         uint32 0\n         uint32 {options}\n         uint32 {set}\n";
        Assert.Equal(squash, Assert.Single(BusReply.Clients(reply)).Squash);
    }

    [Fact]
    public void A_client_that_is_squashed_says_so_in_its_block()
    {
        var text = GaneshaConfig.Export(7, "/shares/a", "/a", [Client(NfsSquash.All)]);
        Assert.Contains("Clients = 10.0.0.7/32; Access_Type = RW; Squash = all_squash; Anonymous_Uid = 65534; Anonymous_Gid = 65534; }", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void An_exports_file_is_read_as_it_was_written(NfsSquash squash)
    {
        var file = new ExportsText(ExportsText.Empty.Lines.Add(Id, new ExportsEntry("/trank/a", [Client(squash)])));
        Assert.Contains($",{squash.Word()},", file.Text(), StringComparison.Ordinal);
        Assert.Equal(squash, Assert.Single(ExportsText.Parse(file.Text()).Lines[Id].Clients).Squash);
    }

    [Theory]
    [InlineData("no_root_squash,no_all_squash", NfsSquash.None)]
    [InlineData("root_squash,no_all_squash", NfsSquash.Root)]
    [InlineData("root_squash,all_squash", NfsSquash.All)]
    public void The_servers_own_table_is_read(string options, NfsSquash squash)
    {
        var table = Etab.Parse($"/trank/a\t10.0.0.7(rw,sync,wdelay,hide,nocrossmnt,secure,{options},no_subtree_check,fsid=1,anonuid=65534,anongid=65534,sec=sys,rw,secure,{options})\n");
        Assert.Equal(squash, Assert.Single(table["/trank/a"]).Squash);
    }
}
