using System.Text;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Ganesha;

/// <summary>Where Ganesha listens.</summary>
/// <param name="Address">IPv4 or IPv6 address.</param>
/// <param name="Port">TCP port.</param>
/// <param name="Namespace">Name of a network namespace (see ip-netns(8)), or null for the service's own.</param>
public sealed record ListenAddress(string Address, int Port, string? Namespace)
{
    /// <summary>What goes before a command that is to run where Ganesha listens; nothing in the service's own namespace.</summary>
    internal IReadOnlyList<string> Enter => Namespace is { } name ? ["nsenter", $"--net=/run/netns/{name}"] : [];
}

/// <summary>Writes Ganesha's configuration files. Pure text; strings are quoted because an unquoted odd one can crash 4.3.</summary>
public static class GaneshaConfig
{
    /// <summary>Last line of a complete export file.</summary>
    public const string End = "# end";

    /// <summary>The main file: NFSv4 on one port, no rpcbind, no grace period (see docs/adr), nobody allowed by default.</summary>
    public static string Main(GaneshaLayout layout, ListenAddress listen) => $$"""
        NFS_CORE_PARAM {
            Protocols = 4;
            NFS_Port = {{listen.Port}};
            Bind_addr = {{listen.Address}};
            Enable_NLM = false;
            Enable_RQUOTA = false;
            Enable_UDP = false;
        }
        NFSV4 {
            Graceless = true;
            Minor_Versions = 0,1,2;
            RecoveryBackend = fs;
            RecoveryRoot = "{{layout.Recovery}}";
            Lease_Lifetime = 20;
            Delegations = false;
            Only_Numeric_Owners = true;
        }
        NFS_KRB5 { Active_krb5 = false; }
        LOG { Default_Log_Level = EVENT; }
        EXPORT_DEFAULTS {
            Access_Type = NONE;
            SecType = sys;
            Squash = No_Root_Squash;
            Protocols = 4;
            Transports = TCP;
        }
        %include "{{layout.Index}}"

        """;

    /// <summary>
    /// The private bus. Type "session", because a "system" bus wants to raise limits and change its user. Only root reaches the socket, since
    /// it and its directory are closed to others, and only root is let in.
    /// </summary>
    public static string Bus(GaneshaLayout layout) => $"""
        <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
        <busconfig>
          <type>session</type>
          <listen>unix:path={layout.BusSocket}</listen>
          <auth>EXTERNAL</auth>
          <policy context="default">
            <deny user="*"/>
            <allow user="root"/>
            <allow own="*"/>
            <allow send_destination="*"/>
            <allow receive_sender="*"/>
          </policy>
        </busconfig>

        """;

    /// <summary>The index: one include per export file.</summary>
    public static string Index(IEnumerable<string> exportFiles) =>
        string.Concat(exportFiles.Select(file => $"%include \"{file}\"\n"));

    /// <summary>One export; a client that no block matches gets nothing.</summary>
    /// <param name="id">Export id, 1 to 65535.</param>
    /// <param name="directory">What is exported; an absolute path.</param>
    /// <param name="pseudo">Where clients find it; starts with a slash.</param>
    /// <param name="clients">Most specific first: the first match wins.</param>
    public static string Export(int id, string directory, string pseudo, IReadOnlyList<ExportClient> clients)
    {
        var text = new StringBuilder();
        text.Append("EXPORT {\n");
        text.Append($"    Export_Id = {id};\n    Path = \"{directory}\";\n    Pseudo = \"{pseudo}\";\n");
        text.Append("    Access_Type = NONE;\n    FSAL { Name = VFS; }\n");
        foreach (var client in clients)
            foreach (var word in GaneshaClients.Words(client))
                text.Append($"    CLIENT {{ Clients = {word}; Access_Type = {(client.Writable ? "RW" : "RO")};{GaneshaClients.SquashOf(client)} }}\n");
        return text.Append("}\n").Append(End).Append('\n').ToString();
    }
}
