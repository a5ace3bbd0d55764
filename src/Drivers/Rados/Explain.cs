using System.Globalization;
using System.Runtime.InteropServices;

namespace Abaca.Drivers.Rados;

/// <summary>The one place where error numbers of Ceph's libraries become sentences that say what is missing and what to do.</summary>
static class Explain
{
    const int Eperm = 1;
    const int Enoent = 2;
    const int Eio = 5; // a key that is none
    const int Eacces = 13;
    const int Einval = 22;
    const int Etimedout = 110;

    /// <summary>A call was not begun.</summary>
    public const string TooManyHang = "Too many calls to Ceph have not come back: are its daemons alive (ceph -s)?";

    /// <summary>Another call connects already.</summary>
    public const string StillConnecting = "Still connecting to the Ceph cluster.";

    /// <summary>After disposal.</summary>
    public const string Closed = "The connection to the Ceph cluster was closed.";

    /// <summary>A shared library is not on the machine.</summary>
    public static string MissingLibrary(string file, string package) => $"{file} is missing: apt-get install {package}";

    /// <summary>The names in the settings are none.</summary>
    public static string BadNames(RadosSettings settings, int error) =>
        $"{settings.Entity} of cluster {settings.ClusterName} is no identity that Ceph could have ({Words(error)}).";

    /// <summary>ceph.conf cannot be used.</summary>
    public static string BadConfig(RadosSettings settings, int error) => error switch
    {
        Enoent => $"There is no {settings.ConfigPath}: copy it from a node of the cluster (ceph config generate-minimal-conf prints one).",
        Eperm or Eacces => $"{settings.ConfigPath} cannot be read by this user ({Words(error)}).",
        _ => $"{settings.ConfigPath} cannot be understood ({Words(error)}): ceph-conf -c {settings.ConfigPath} -s global fsid shows where.",
    };

    /// <summary>The cluster has not let the identity in.</summary>
    public static string NotConnected(RadosSettings settings, int error, KeyringPlaces keyring, string monitors)
    {
        if (monitors.Length == 0 && error is Enoent or Einval && keyring.HasEntity == true) return $"{settings.ConfigPath} names no monitors (mon host).";
        var file = keyring.Used ?? keyring.Files.FirstOrDefault() ?? $"/etc/ceph/{settings.ClusterName}.{settings.Entity}.keyring";
        var remedy = $"On a node with an administrator's key: {NewKey(settings)} -o {file}";
        if (error == Etimedout)
            return Invariant($"No monitor of {monitors} answered within {settings.ConnectTimeout.TotalSeconds:0} s.");
        if (!keyring.Elsewhere)
        {
            if (keyring.Used is null) return $"There is no keyring for {settings.Entity} (looked for {string.Join(", ", keyring.Files)}). {remedy}";
            if (keyring.HasEntity is null) return $"The keyring {file} cannot be read by this user.";
            if (keyring.HasEntity == false) return $"The keyring {file} has no key for {settings.Entity}. {remedy}";
        }
        return error is Eperm or Eacces or Einval or Enoent or Eio
            ? $"The cluster refuses the key of {settings.Entity} ({Words(error)}): it is not the one that the monitors know, or they know no such identity. {remedy}"
            : $"No connection to the Ceph cluster as {settings.Entity}: {Words(error)}.";
    }

    /// <summary>Connecting has not come back.</summary>
    public static string NoConnection(TimeSpan patience) =>
        Invariant($"Connecting to the Ceph cluster has not come back within {patience.TotalSeconds:0.#} s.");

    /// <summary>A call has not come back; it may still act.</summary>
    public static string NoAnswer(TimeSpan deadline) => Invariant($"No answer within {deadline.TotalSeconds:0.#} s.");

    /// <summary>A command's words, with the remedy when the identity may not give it.</summary>
    public static string Status(RadosSettings settings, string prefix, CommandReply reply)
    {
        var said = reply.Status.Trim();
        return reply.Error switch
        {
            0 => said,
            Eacces => $"{settings.Entity} may not do '{prefix}' ({(said.Length > 0 ? said : Words(Eacces))}). "
                + $"On a node with an administrator's key: ceph auth caps {settings.Entity} {settings.AdvisedCaps}",
            _ => said.Length > 0 ? said : $"'{prefix}' failed: {Words(reply.Error)}.",
        };
    }

    /// <summary>Why an object was not read or written.</summary>
    public static string Object(RadosSettings settings, string where, int error) => error switch
    {
        Eperm or Eacces => $"{settings.Entity} may not use {where} ({Words(error)}). "
            + $"On a node with an administrator's key: ceph auth caps {settings.Entity} {settings.AdvisedCaps}",
        Etimedout => Invariant($"{where} has not answered within {settings.ObjectTimeout.TotalSeconds:0} s."),
        _ => $"{where}: {Words(error)}.",
    };

    /// <summary>There is no such pool.</summary>
    public static string NoPool(string pool) => $"The cluster has no pool {pool}: ceph osd pool create {pool}";

    static string NewKey(RadosSettings settings) => $"ceph auth get-or-create {settings.Entity} {settings.AdvisedCaps}";

    static string Words(int error) => $"{Marshal.GetPInvokeErrorMessage(error)}, errno {error.ToString(CultureInfo.InvariantCulture)}";

    static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
