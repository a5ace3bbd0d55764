using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Abaca.Drivers.Rados;

/// <summary>Opens native connections with the settings; blocks.</summary>
/// <param name="settings">Where to and as whom.</param>
/// <param name="present">Whether a shared library can be loaded.</param>
/// <param name="clock">The time.</param>
sealed class RadosConnecting(RadosSettings settings, Func<string, bool> present, TimeProvider clock)
{
    /// <summary>Whether the machine has this library.</summary>
    public static bool OnThisMachine(string file) => NativeLibrary.TryLoad(file, out _);

    /// <summary>Connects through librados.</summary>
    public RadosConnected Cluster()
    {
        var problem = Configured(out var cluster);
        if (problem is not null) return new RadosConnected(null, problem);
        var result = LibRados.Connect(cluster);
        if (result == 0) return new RadosConnected(new Connection(cluster, LibRados.Shutdown, clock), "");
        problem = Refused(cluster, -result);
        LibRados.Shutdown(cluster);
        return new RadosConnected(null, problem);
    }

    /// <summary>Connects through libcephfs, without mounting anything.</summary>
    public RadosConnected FileSystems()
    {
        if (!present(LibCephFs.File)) return new RadosConnected(null, Explain.MissingLibrary(LibCephFs.File, LibCephFs.Package));
        var problem = Configured(out var cluster);
        if (problem is not null) return new RadosConnected(null, problem);
        var result = LibCephFs.Create(out var client, cluster);
        if (result == 0 && (result = LibCephFs.Connect(client)) != 0) _ = LibCephFs.Release(client);
        if (result != 0) problem = Refused(cluster, -result);
        LibRados.Shutdown(cluster); // only lent its configuration
        return problem is null ? new RadosConnected(new Connection(client, one => _ = LibCephFs.Release(one), clock), "") : new RadosConnected(null, problem);
    }

    /// <summary>A handle with everything set, not connected; answers with what is wrong, or null.</summary>
    string? Configured(out nint cluster)
    {
        cluster = 0;
        if (!present(LibRados.File)) return Explain.MissingLibrary(LibRados.File, LibRados.Package);
        var result = LibRados.Create(out cluster, settings.ClusterName, settings.Entity, 0);
        if (result != 0) return Explain.BadNames(settings, -result);
        result = LibRados.ReadConfig(cluster, settings.ConfigPath);
        if (result != 0)
        {
            LibRados.Shutdown(cluster);
            return Explain.BadConfig(settings, -result);
        }
        // With a timeout of its own librados lets late answers of commands overwrite memory that is in use no more.
        _ = LibRados.Set(cluster, "rados_mon_op_timeout", "0");
        _ = LibRados.Set(cluster, "rados_osd_op_timeout", Seconds(settings.ObjectTimeout));
        _ = LibRados.Set(cluster, "client_mount_timeout", Seconds(settings.ConnectTimeout));
        _ = LibRados.Set(cluster, "log_to_stderr", "false");
        _ = LibRados.Set(cluster, "err_to_stderr", "false");
        return null;
    }

    string Refused(nint cluster, int error) => Explain.NotConnected(settings, error, new KeyringPlaces(
        Option(cluster, "keyring"), settings.Entity, Option(cluster, "key").Length > 0 || Option(cluster, "keyfile").Length > 0), Option(cluster, "mon_host"));

    static string Option(nint cluster, string name)
    {
        var value = new byte[4096];
        return LibRados.Get(cluster, name, value, (nuint)value.Length) == 0 ? Encoding.UTF8.GetString(value).TrimEnd('\0').Trim() : "";
    }

    static string Seconds(TimeSpan time) => Math.Max(1, (long)time.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
