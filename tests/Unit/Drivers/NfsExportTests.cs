using System.Net;
using Abaca.Drivers.CephFs;
using Abaca.Drivers.CephFs.Nfs;
using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Unit.Drivers;

public sealed class NfsExportTests
{
    /// <summary>As Manila writes one: quoted only where JSON would escape something, clients of one level in one list.</summary>
    const string Manilas = """
        EXPORT {
            CLIENT {
                Access_Type = ro;
                Clients = 10.0.0.0/24,2001:db8::1;
            }
            CLIENT {
                Access_Type = "rw";
                Clients = 10.0.0.7;
            }
            Export_Id = 1017;
            FSAL {
                Filesystem = "cephfs";
                Name = CEPH;
                Secret_Access_Key = AQ==;
                User_Id = ganesha-0a;
            }
            Path = /volumes/_nogroup/0a/0b;
            Pseudo = /volumes/_nogroup/0a/0b;
            SecType = sys;
            Squash = None;
        }
        """;

    static ExportClient Client(string text, bool writable) => ExportClient.Parse(text, writable)!;

    static NfsExport Export(params ExportClient[] clients) => new(1001, "/volumes/_nogroup/s/u", "ganesha-s", "AQ==", "cephfs", clients);

    [Fact]
    public void What_is_written_is_read_back_the_same()
    {
        var export = Export(Client("10.0.0.1", true), Client("2001:db8::/64", false), Client("10.0.0.0/8", false), Client("0.0.0.0/0", true));
        var read = NfsExport.Parse(export.Text())!;
        Assert.Equal(export.Clients, read.Clients);
        Assert.Equal(export with { Clients = [] }, read with { Clients = [] });
        Assert.True(read.MountsLike(export));
    }

    [Fact]
    public void The_text_is_what_Ganesha_reads()
    {
        Assert.Equal("""
            EXPORT {
                Export_Id = 1001;
                Path = "/volumes/_nogroup/s/u";
                Pseudo = "/volumes/_nogroup/s/u";
                Access_Type = "None";
                SecType = "sys";
                Squash = "No_Root_Squash";
                FSAL {
                    Name = "CEPH";
                    Filesystem = "cephfs";
                    User_Id = "ganesha-s";
                    Secret_Access_Key = "AQ==";
                }
                CLIENT { Clients = 10.0.0.1/32; Access_Type = "RW"; }
                CLIENT { Clients = 0.0.0.0/1; Access_Type = "RO"; }
                CLIENT { Clients = 128.0.0.0/1; Access_Type = "RO"; }
            }

            """.ReplaceLineEndings("\n"), Export(Client("10.0.0.1", true), Client("0.0.0.0/0", false)).Text());
    }

    [Fact]
    public void Manilas_text_is_understood()
    {
        var read = NfsExport.Parse(Manilas)!;
        Assert.Equal((1017, "/volumes/_nogroup/0a/0b", "ganesha-0a", "AQ==", "cephfs"), (read.Id, read.Path, read.User, read.Key, read.FileSystem));
        Assert.Equal(["10.0.0.0/24", "2001:db8::1/128", "10.0.0.7/32"], read.Clients.Select(client => client.To));
        Assert.Equal([false, false, true], read.Clients.Select(client => client.Writable));
    }

    [Theory]
    [InlineData("")]
    [InlineData("EXPORT {")]
    [InlineData("EXPORT { } }")]
    [InlineData("EXPORT { Export_Id = ; }")]
    [InlineData("EXPORT { Export_Id = 70000; }")]
    [InlineData("EXPORT { Path = \"/x\"; }")]
    [InlineData("# EXPORT { Export_Id = 5; }")]
    [InlineData("{\"Export_Id\": 5}")]
    public void What_is_no_export_is_none(string text) => Assert.Null(NfsExport.Parse(text));

    [Fact]
    public void Comments_odd_spacing_and_case_do_not_matter()
    {
        var read = NfsExport.Parse("# made by hand\nexport{export_id=7;PATH=/a;FSAL{name=CEPH;}\nclient { clients = 10.1.2.3 , 10.9.0.0/16;access_type=RW;} } # end");
        Assert.Equal((7, "/a", 2), (read!.Id, read.Path, read.Clients.Count));
    }

    [Fact]
    public void The_key_is_not_printed() => Assert.DoesNotContain("AQ==", Export().ToString(), StringComparison.Ordinal);

    [Fact]
    public void Locations_have_one_line_per_address_with_brackets_for_IPv6()
    {
        var locations = ExportLocations.Of([IPAddress.Parse("192.0.2.1"), IPAddress.Parse("2001:db8::1")], "/volumes/a", preferred: true);
        Assert.Equal(["192.0.2.1:/volumes/a", "[2001:db8::1]:/volumes/a"], locations.Select(location => location.Path));
        Assert.All(locations, location => Assert.True(location is { Preferred: true, AdminOnly: false }));
    }

    [Fact]
    public void A_clusters_document_keeps_everything_but_its_clients()
    {
        const string Standing = """{"export_id": 3, "path": "/v", "fsal": {"name": "CEPH", "user_id": "nfs.c.3"}, "clients": [{"addresses": ["10.0.0.1"], "access_type": "ro"}]}""";
        var place = new Subvolume("cephfs", "v", null, "/v");
        var changed = ClusterExport.With(Standing, "c", place, [Client("10.0.0.2", true), Client("0.0.0.0/0", false)]);
        Assert.Contains("\"user_id\":\"nfs.c.3\"", changed, StringComparison.Ordinal);
        Assert.Contains("\"export_id\":3", changed, StringComparison.Ordinal);
        Assert.Equal(["10.0.0.2/32", "0.0.0.0/0"], ClusterExport.Clients(changed)!.Select(client => client.To));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("Export does not exist")]
    public void A_cluster_without_the_export_gets_a_new_document(string standing)
    {
        Assert.Null(ClusterExport.Clients(standing));
        var made = ClusterExport.With(standing, "c", new Subvolume("cephfs", "v", null, "/v"), [Client("10.0.0.2", true)]);
        Assert.Contains("\"pseudo\":\"/v\"", made, StringComparison.Ordinal);
        Assert.Contains("\"fs_name\":\"cephfs\"", made, StringComparison.Ordinal);
    }

    [Fact]
    public void A_clusters_virtual_address_comes_before_its_nodes()
    {
        const string Nodes = """{"c": {"virtual_ip": null, "backend": [{"hostname": "a", "ip": "192.0.2.1", "port": 2049}, {"hostname": "b", "ip": "192.0.2.2", "port": 2049}]}}""";
        Assert.Equal(2, ClusterExport.Addresses(Nodes, "c").Count);
        Assert.Equal([IPAddress.Parse("192.0.2.9")], ClusterExport.Addresses(Nodes.Replace("null", "\"192.0.2.9\""), "c"));
        Assert.Empty(ClusterExport.Addresses(Nodes, "other"));
    }

    [Fact]
    public void Ganeshas_sessions_are_told_from_those_of_others()
    {
        const string Clients = """
            [{"id": 1, "inst": "client.1 v1:192.0.2.11:0/77", "client_metadata": {"uuid": "ganesha-node-a-03e9", "pid": "815", "hostname": "a"}},
             {"id": 2, "inst": "client.2 192.0.2.11:0/78", "client_metadata": {"uuid": "ganesha-node-a-03ea", "pid": "815", "hostname": "a"}},
             {"id": 3, "inst": "client.3 v1:[2001:db8::2]:0/79", "client_metadata": {"uuid": "ganesha-node-b-03e9", "pid": "815", "hostname": "b"}},
             {"id": 4, "inst": "client.4 192.0.2.20:0/80", "client_metadata": {"pid": "1", "hostname": "mgr", "entity_id": "x"}},
             {"id": 5, "inst": "client.5 192.0.2.20:0/81"}]
            """;
        var found = SessionFence.Parse(Clients);
        Assert.Equal([new(new("a", 815), "192.0.2.11"), new(new("b", 815), "2001:db8::2")], found);
    }
}
