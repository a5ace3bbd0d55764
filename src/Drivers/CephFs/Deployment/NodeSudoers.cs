namespace Abaca.Drivers.CephFs.Deployment;

/// <summary>What a user other than root may do on a Ganesha machine: speak to Ganesha on the system's bus, which Debian's policy leaves to root.</summary>
public static class NodeSudoers
{
    /// <summary>The file; one with a dot in its name would be ignored.</summary>
    public const string Path = "/etc/sudoers.d/abaca-ganesha";

    /// <summary>Methods of Ganesha's export manager that are called there.</summary>
    static readonly string[] Methods = ["UpdateExport", "RemoveExport", "ShowExports", "DisplayExport"];

    /// <summary>
    /// Its lines. After the method <c>dbus-send</c> takes nothing but arguments of it, so the wildcard gives no other destination.
    /// </summary>
    public static string Lines(string user) =>
        $"Defaults:{user} !requiretty\n" + string.Concat(Methods.Select(method => $"{user} ALL=(root) NOPASSWD: {Call(method)}{(method == "ShowExports" ? "" : " *")}\n"));

    static string Call(string method) =>
        "/usr/bin/dbus-send --system --print-reply --reply-timeout\\=15000 --dest\\=org.ganesha.nfsd /org/ganesha/nfsd/ExportMgr "
        + $"org.ganesha.nfsd.exportmgr.{method}";
}
