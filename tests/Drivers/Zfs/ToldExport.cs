using System.Text.RegularExpressions;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>A line of the table in which <c>exportfs</c> keeps what the NFS server shall export.</summary>
/// <param name="Path">The directory.</param>
/// <param name="Client">Who is let in: an address, a network or a pattern.</param>
/// <param name="Options">How.</param>
sealed partial record ToldExport(string Path, string Client, IReadOnlyList<string> Options)
{
    /// <summary>Reads the table (<c>/var/lib/nfs/etab</c>).</summary>
    public static IReadOnlyList<ToldExport> Read(string table) =>
    [
        .. Line().Matches(table).Select(line => new ToldExport(
            Octal().Replace(line.Groups["path"].Value, code => ((char)Convert.ToInt32(code.Groups[1].Value, 8)).ToString()),
            line.Groups["client"].Value, line.Groups["options"].Value.Split(','))),
    ];

    [GeneratedRegex(@"^(?<path>\S+)\s+(?<client>[^(\s]+)\((?<options>[^)]*)\)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Line();

    [GeneratedRegex(@"\\(\d{3})")]
    private static partial Regex Octal();
}
