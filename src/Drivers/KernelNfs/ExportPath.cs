using System.Text;

namespace Abaca.Drivers.KernelNfs;

/// <summary>Paths as exports(5) and <c>/var/lib/nfs/etab</c> write them: blanks and the like as a backslash with three octal digits.</summary>
static class ExportPath
{
    /// <summary>For the file.</summary>
    public static string Written(string path)
    {
        var text = new StringBuilder(path.Length);
        foreach (var one in Encoding.UTF8.GetBytes(path))
        {
            if (one is > (byte)' ' and < 127 and not ((byte)'"' or (byte)'#' or (byte)'\\')) text.Append((char)one);
            else text.Append('\\').Append(Convert.ToString(one, 8).PadLeft(3, '0'));
        }
        return text.ToString();
    }

    /// <summary>From the file.</summary>
    public static string Read(string written)
    {
        var bytes = new List<byte>(written.Length);
        for (var i = 0; i < written.Length; i++)
        {
            var isEscape = written[i] == '\\' && i + 3 < written.Length && written.AsSpan(i + 1, 3).IndexOfAnyExceptInRange('0', '7') < 0;
            if (!isEscape)
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(written, i, 1));
                continue;
            }
            bytes.Add(Convert.ToByte(written.Substring(i + 1, 3), 8));
            i += 3;
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }
}
