using Abaca.DriverSdk;
using Abaca.Drivers.Ssh;

namespace Abaca.Drivers.KernelNfs;

/// <summary>What the NFS server enforces at this moment: lines of <c>/var/lib/nfs/etab</c>, path, tab, client(options).</summary>
public static class Etab
{
    /// <summary>Where exportfs keeps it.</summary>
    public const string Path = "/var/lib/nfs/etab";

    /// <summary>Clients by path.</summary>
    public static ILookup<string, ExportClient> Parse(string text) => text
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split('\t', 2)).Where(line => line.Length == 2)
        .Select(line => (Path: ExportPath.Read(line[0]), Client: ClientIn(line[1])))
        .Where(pair => pair.Client is not null)
        .ToLookup(pair => pair.Path, pair => pair.Client!, StringComparer.Ordinal);

    /// <summary>The clients that the server lets into a directory now, in its order.</summary>
    /// <exception cref="StoppedException">The file could not be read.</exception>
    public static async Task<IReadOnlyList<ExportClient>> Read(FarHost host, string directory, CancellationToken ct)
    {
        // grep's status 1 says that there is none.
        var run = await host.List("grep -F -e \"$@\"; [ $? -le 1 ] && echo", [Pattern(directory), Path], ct);
        if (run.Failed) throw host.Stop(run, "reading the exports");
        return [.. Parse(run.Output)[directory]];
    }

    /// <summary>
    /// The server lets in the very addresses that were asked for, at the same levels, however they are cut into networks. Of the clients that
    /// hold an address mountd takes the first (exportfs writes single addresses before networks), so the order is looked at, too.
    /// </summary>
    public static bool Same(IReadOnlyList<ExportClient> shown, IReadOnlyList<ExportClient> wanted) =>
        ClientSet.FirstMatch(shown).Equals(ClientSet.MostSpecific(wanted)) && shown.All(client => client.Squash == wanted[0].Squash);

    /// <summary>What the lines of a directory, and no others but of deeper ones, hold.</summary>
    public static string Pattern(string directory) => ExportPath.Written(directory) + "\t";

    /// <summary>After a change: the server must show what was asked for.</summary>
    /// <exception cref="StoppedException">It does not.</exception>
    public static void MustShow(FarHost host, string directory, IReadOnlyList<ExportClient> shown, IReadOnlyList<ExportClient> wanted)
    {
        if (!Same(shown, wanted))
            throw StoppedException.Unclear($"The NFS server of {host} does not show the rules of {directory} (exportfs -v there shows what it has; is it running?): it lets in {ClientSet.FirstMatch(shown)}.");
    }

    /// <summary>Whom the options of a client make nobody; <c>all_squash</c> stands beside <c>root_squash</c> there.</summary>
    public static NfsSquash SquashIn(IReadOnlyCollection<string> options) =>
        options.Contains("all_squash") ? NfsSquash.All : options.Contains("root_squash") ? NfsSquash.Root : NfsSquash.None;

    /// <summary>Null for clients that are not addresses: those are not ours.</summary>
    static ExportClient? ClientIn(string text)
    {
        var open = text.IndexOf('(');
        if (open < 0) return null;
        var options = text[(open + 1)..].TrimEnd(')', ' ').Split(',');
        return ExportClient.Parse(text[..open], options.Contains("rw")) is { } client ? client with { Squash = SquashIn(options) } : null;
    }
}
