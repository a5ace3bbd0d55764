using System.Globalization;
using System.Text.RegularExpressions;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Gluster;

/// <summary>Which volumes of a cluster are shares or may become some: <c>glusterfs_volume_pattern</c>, matched against whole names.</summary>
sealed class VolumePattern
{
    const string SizeWord = "#{size}", SizeGroup = "size";

    /// <summary>No name of a volume needs longer; a pattern that does is a mistake.</summary>
    static readonly TimeSpan LongestMatch = TimeSpan.FromSeconds(1);

    readonly Regex regex;

    VolumePattern(Regex regex, bool hasSize) => (this.regex, HasSize) = (regex, hasSize);

    /// <summary>Names say how large volumes are.</summary>
    public bool HasSize { get; }

    /// <summary>Reads a pattern: a regular expression as Manila takes it, in which <c>#{size}</c> stands for a number of GiB.</summary>
    /// <exception cref="OptionException">It is none.</exception>
    public static VolumePattern Parse(string option, string text)
    {
        var parts = text.Split(SizeWord);
        if (parts.Length > 2) throw new OptionException(option, $"\"{text}\" has {SizeWord} more than once.");
        try
        {
            var translated = string.Join($"(?<{SizeGroup}>[0-9]+)", parts).Replace("(?P<", "(?<", StringComparison.Ordinal);
            return new VolumePattern(Compiled($"^(?:{translated})$"), parts.Length == 2);
        }
        catch (ArgumentException wrong)
        {
            throw new OptionException(option, $"\"{text}\" is no regular expression: {wrong.Message}");
        }
    }

    /// <summary>The volume belongs to the pool.</summary>
    public bool Matches(string name) => Match(name).Success;

    /// <summary>Size in GiB that a name says; null when it says none.</summary>
    public int? SizeIn(string name) =>
        HasSize && Match(name) is { Success: true } match && int.TryParse(match.Groups[SizeGroup].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0 ? size : null;

    /// <summary>Few patterns need to go back over a name; one that does not takes no longer for any name.</summary>
    static Regex Compiled(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, LongestMatch);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, LongestMatch);
        }
    }

    Match Match(string name)
    {
        try
        {
            return regex.Match(name);
        }
        catch (RegexMatchTimeoutException)
        {
            throw StoppedException.Unclear($"glusterfs_volume_pattern takes longer than {LongestMatch.TotalSeconds:0} s for volume {name}: write it without repetitions inside of repetitions.");
        }
    }
}
