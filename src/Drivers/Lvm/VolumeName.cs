namespace Abaca.Drivers.Lvm;

/// <summary>Names that LVM takes (lvm(8)): letters, digits and <c>+ _ . -</c>, here never with a hyphen or a dot first.</summary>
static class VolumeName
{
    /// <summary>Device-mapper has 127 characters for group and volume, in which each hyphen counts twice.</summary>
    const int Longest = 127;

    /// <summary>LVM keeps these words for volumes of its own.</summary>
    static readonly string[] Reserved = ["_cdata", "_cmeta", "_corig", "_cpool", "_cvol", "_iorig", "_mimage", "_mlog", "_pmspare", "_rimage", "_rmeta", "_tdata", "_tmeta", "_vdata", "_vorigin", "_wcorig"];

    /// <summary>LVM takes it as the name of a group or volume.</summary>
    public static bool IsGood(string name) =>
        name.Length > 0 && name[0] is not ('-' or '.') && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '+' or '_' or '.' or '-')
        && !name.StartsWith("snapshot", StringComparison.Ordinal) && !name.StartsWith("pvmove", StringComparison.Ordinal) && !Reserved.Any(word => name.Contains(word, StringComparison.Ordinal));

    /// <summary>Group and volume together have room.</summary>
    public static bool Fits(string group, string name) => group.Length + name.Length + group.Count(letter => letter == '-') + name.Count(letter => letter == '-') < Longest;
}
