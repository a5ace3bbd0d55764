using System.Globalization;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>A dataset or snapshot as <c>zfs get</c> shows it.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Properties">What it says; sizes in bytes, 0 for none.</param>
sealed record ZfsDataset(string Name, IReadOnlyDictionary<string, string> Properties)
{
    /// <summary>The properties that are asked for; every ZFS knows them.</summary>
    public const string Asked = "type,used,available,referenced,quota,refquota,reservation,mountpoint,mounted,origin,readonly,sharenfs,compression,dedup,defer_destroy";

    /// <summary>A size.</summary>
    public long Bytes(string property) => long.Parse(Properties[property], CultureInfo.InvariantCulture);

    /// <summary>Reads <c>zfs get -Hp -o name,property,value</c>.</summary>
    public static IReadOnlyList<ZfsDataset> Read(string output) =>
    [
        .. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t', 3)).GroupBy(words => words[0], StringComparer.Ordinal)
            .Select(lines => new ZfsDataset(lines.Key, lines.ToDictionary(words => words[1], words => words[2], StringComparer.Ordinal))),
    ];
}
