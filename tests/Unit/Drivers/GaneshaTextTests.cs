using Abaca.Drivers.Ganesha;
using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Unit.Drivers;

public class GaneshaTextTests
{
    // As dbus-send of D-Bus 1.14 printed it for NFS-Ganesha 4.3, shortened to three clients.
    const string Display = """
        method return time=1.5 sender=:1.0 -> destination=:1.4 serial=7 reply_serial=2
           uint16 7
           string "/var/lib/abaca/shares/a"
           string "/a"
           string ""
           array [
              struct {
                 string "10.213.79.11/32"
                 int32 0
                 byte 0
                 byte 255
                 int32 1
                 uint32 4294967294
                 uint32 4294967294
                 uint32 0
                 uint32 53490146
                 uint32 480
              }
              struct {
                 string "0.0.0.0/1"
                 int32 0
                 byte 0
                 byte 255
                 int32 1
                 uint32 4294967294
                 uint32 4294967294
                 uint32 0
                 uint32 53489826
                 uint32 480
              }
              struct {
                 string "128.0.0.0/1"
                 int32 0
                 byte 0
                 byte 255
                 int32 1
                 uint32 4294967294
                 uint32 4294967294
                 uint32 0
                 uint32 53489826
                 uint32 480
              }
           ]
        """;

    [Fact]
    public void A_reply_that_is_cut_anywhere_is_no_reply()
    {
        var whole = Display + "\n";
        Assert.True(BusReply.IsWhole(whole, hasList: true));
        for (var length = 0; length < whole.Length; length++) Assert.False(BusReply.IsWhole(whole[..length], hasList: true), whole[..length]);
    }

    [Fact]
    public void Shown_clients_are_read_with_their_levels_and_halves_are_joined()
    {
        var clients = BusReply.Clients(Display);
        Assert.Equal(["10.213.79.11/32 True", "0.0.0.0/0 False"], clients.Select(client => $"{client.To} {client.Writable}"));
    }

    [Fact]
    public void Shown_exports_leave_out_the_root()
    {
        const string Reply = "   array [\n      struct {\n         uint16 0\n         string \"/\"\n      }\n      struct {\n         uint16 712\n         string \"/a\"\n";
        Assert.Equal(new KeyValuePair<int, string>(712, "/a"), Assert.Single(BusReply.Paths(Reply)));
    }

    [Fact]
    public void An_export_names_its_clients_in_order_and_nobody_else()
    {
        var text = GaneshaConfig.Export(7, "/state/shares/a", "/a", [ExportClient.Parse("10.0.0.1", true)!, ExportClient.Parse("::/0", false)!]);
        Assert.Equal(
            """
            EXPORT {
                Export_Id = 7;
                Path = "/state/shares/a";
                Pseudo = "/a";
                Access_Type = NONE;
                FSAL { Name = VFS; }
                CLIENT { Clients = 10.0.0.1/32; Access_Type = RW; }
                CLIENT { Clients = 0:0:0:0:0:0:0:0/1; Access_Type = RO; }
                CLIENT { Clients = 8000:0:0:0:0:0:0:0/1; Access_Type = RO; }
            }
            # end

            """,
            text);
    }

    [Fact]
    public void The_main_file_listens_where_it_was_told()
    {
        var text = GaneshaConfig.Main(new GaneshaLayout("/state/ganesha"), new ListenAddress("192.0.2.1", 12049, null));
        Assert.Contains("NFS_Port = 12049;", text);
        Assert.Contains("Bind_addr = 192.0.2.1;", text);
        Assert.Contains("%include \"/state/ganesha/exports.conf\"", text);
    }

    [Fact]
    public void A_bus_socket_whose_path_would_be_too_long_moves_to_run()
    {
        Assert.Equal("/state/ganesha/bus", new GaneshaLayout("/state/ganesha").BusSocket);
        var far = new GaneshaLayout("/" + new string('x', 120)).BusSocket;
        Assert.StartsWith("/run/abaca-", far);
        Assert.NotEqual(far, new GaneshaLayout("/" + new string('y', 120)).BusSocket);
    }
}
