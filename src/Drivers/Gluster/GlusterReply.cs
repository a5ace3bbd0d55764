using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Gluster;

/// <summary>
/// What <c>gluster --xml</c> answered. The exit status is 0 on failure, too: what counts is <c>opRet</c>, and the document's end shows that
/// nothing of it was lost.
/// </summary>
/// <param name="Run">The command's run.</param>
/// <param name="Document">The answer; null when there is none that is whole.</param>
/// <param name="Status">0 for success.</param>
/// <param name="Errno">Gluster's own numbers begin at 30800; 0 says nothing.</param>
/// <param name="Error">Its words; empty for success.</param>
sealed record GlusterReply(CommandResult Run, XElement? Document, int Status, int Errno, string Error)
{
    /// <summary>It was done.</summary>
    public bool Succeeded => Document is not null && Status == 0;

    /// <summary>Reads an answer.</summary>
    public static GlusterReply Of(CommandResult run)
    {
        if (run.End != CommandEnd.Exited || Parsed(run.Output) is not { } document) return new GlusterReply(run, null, -1, 0, "");
        return int.TryParse(document.Element("opRet")?.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var status)
            ? new GlusterReply(run, document, status, int.TryParse(document.Element("opErrno")?.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var errno) ? errno : 0, document.Element("opErrstr")?.Value.Trim() ?? "")
            : new GlusterReply(run, null, -1, 0, "");
    }

    static XElement? Parsed(string output)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(output), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return XElement.Load(reader);
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
