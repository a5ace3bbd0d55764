using System.Globalization;

namespace Abaca.Drivers.Ganesha;

/// <summary>One call to Ganesha's export manager. Its methods take texts and 16-bit numbers, nothing else.</summary>
/// <param name="Method">Name of the method.</param>
/// <param name="Arguments">Each a <c>string</c> or a <c>ushort</c>.</param>
readonly record struct GaneshaCall(string Method, params object[] Arguments)
{
    /// <summary>Ganesha's name on the bus.</summary>
    public const string Ganesha = "org.ganesha.nfsd";

    /// <summary>Path of the export manager.</summary>
    public const string Path = "/org/ganesha/nfsd/ExportMgr";

    /// <summary>Interface of the export manager.</summary>
    public const string Interface = "org.ganesha.nfsd.exportmgr";

    /// <summary>The bus's own method that tells a process by its name.</summary>
    public const string ProcessOf = "GetConnectionUnixProcessID";

    /// <summary>Which export of a file is meant.</summary>
    public static string Which(int id) => string.Create(CultureInfo.InvariantCulture, $"EXPORT(Export_Id={id})");

    /// <summary>Adds what a file describes.</summary>
    public static GaneshaCall Add(string file, int id) => new("AddExport", file, Which(id));

    /// <summary>Changes an export into what a file describes.</summary>
    public static GaneshaCall Update(string file, int id) => new("UpdateExport", file, Which(id));

    /// <summary>Takes an export away.</summary>
    public static GaneshaCall Remove(int id) => new("RemoveExport", (ushort)id);

    /// <summary>Lists the exports.</summary>
    public static GaneshaCall Show { get; } = new("ShowExports");

    /// <summary>Shows one with its clients.</summary>
    public static GaneshaCall Display(int id) => new("DisplayExport", (ushort)id);

    /// <summary>The one place where the words of D-Bus and Ganesha become ours.</summary>
    /// <param name="error">Name of the error, as far as it is known, and its text.</param>
    /// <param name="cause">One line for the operator.</param>
    public BusAnswer Explain(string error, string cause)
    {
        bool Says(string words) => error.Contains(words, StringComparison.OrdinalIgnoreCase);
        if (Says("DBus.Error.NameHasNoOwner") || Says("DBus.Error.ServiceUnknown")) return new BusAnswer(BusEnd.NotRunning, $"NFS-Ganesha is not running: {cause}");
        if (Says("Export id not found") || Says("No such export")) return new BusAnswer(BusEnd.Missing, $"{Method}: {cause}");
        return Says("DBus.Error.Invalid")
            ? new BusAnswer(BusEnd.Refused, $"Ganesha refused {Method}: {cause}")
            : new BusAnswer(BusEnd.Unclear, $"Ganesha did not answer {Method}: {cause}");
    }
}
