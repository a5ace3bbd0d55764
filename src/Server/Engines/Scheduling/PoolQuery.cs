using System.Text.RegularExpressions;

namespace Abaca.Server.Scheduling;

/// <summary>Which pools <c>GET /scheduler-stats/pools</c> shows: regular expressions matched from the start, and a share type's extra specs.</summary>
public sealed class PoolQuery
{
    static readonly TimeSpan LongestMatch = TimeSpan.FromMilliseconds(100);

    readonly IReadOnlyList<(Func<HostName, string> Part, Regex Wanted)> _patterns;
    readonly IReadOnlyList<ExtraSpecRequirement> _requirements;
    readonly bool _matchesNothing;

    PoolQuery(
        IReadOnlyList<(Func<HostName, string>, Regex)> patterns, IReadOnlyList<ExtraSpecRequirement> requirements, bool matchesNothing)
    {
        (_patterns, _requirements, _matchesNothing) = (patterns, requirements, matchesNothing);
    }

    /// <summary>A query from the request's parameters.</summary>
    /// <param name="filters"><c>host</c>, <c>backend</c> and <c>pool</c> as regular expressions; any other key matches no pool.</param>
    /// <param name="extraSpecs">Extra specs of the share type asked for, or null.</param>
    /// <exception cref="FormatException">A filter is no regular expression; says which and why.</exception>
    public static PoolQuery Of(IReadOnlyDictionary<string, string> filters, IReadOnlyDictionary<string, string>? extraSpecs = null)
    {
        var patterns = new List<(Func<HostName, string>, Regex)>();
        var unknown = false;
        foreach (var (key, value) in filters)
        {
            Func<HostName, string>? part = key switch
            {
                "host" => h => h.Machine,
                "backend" => h => h.Backend,
                "pool" => h => h.Pool,
                _ => null,
            };
            if (part is null) unknown = true;
            else patterns.Add((part, FromStart(key, value)));
        }
        return new PoolQuery(patterns, extraSpecs is null ? [] : ExtraSpecRequirement.Of(extraSpecs), unknown);
    }

    /// <summary>Whether the pool is shown.</summary>
    public bool Matches(PoolState pool)
    {
        if (_matchesNothing) return false;
        var name = HostName.Of(pool.Host);
        return _patterns.All(p => Fits(p.Wanted, p.Part(name))) && _requirements.All(r => r.MetBy(pool, out _));
    }

    // The pattern is a stranger's: one that takes too long on a name is taken not to match it.
    static bool Fits(Regex wanted, string text)
    {
        try
        {
            return wanted.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    static Regex FromStart(string key, string pattern)
    {
        try
        {
            return new Regex($@"\A(?:{pattern})", RegexOptions.CultureInvariant, LongestMatch);
        }
        catch (ArgumentException problem)
        {
            throw new FormatException($"{key} is no regular expression: {problem.Message}", problem);
        }
    }
}
