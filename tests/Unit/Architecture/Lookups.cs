using System.Text.RegularExpressions;
using Xunit;

namespace Abaca.Tests.Unit.Architecture;

/// <summary>
/// A use case gets a resource by an id of its request from <c>Visible</c> only, which asks whose it is. What it reads anew in a transaction it names by
/// the id of a resource that it has; flows have no caller, and find what they like.
/// </summary>
public sealed partial class Lookups
{
    /// <summary>Files in which a text that is no id of a request is looked up, and why.</summary>
    static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["src/Server/Slices/Shares/ShareHints.cs"] = "peers that were named are looked up as visible ones first; of another project's nothing is written",
        ["src/Server/Slices/Shares/ManageShare.cs"] = "a service belongs to nobody",
    };

    readonly SourceTree tree = new();

    [Fact]
    public void No_id_of_a_request_finds_a_resource_without_the_caller() => Empty(
        from file in tree.In("src/Server")
        where HasCaller().IsMatch(file.Text) && !file.Path.StartsWith("src/Server/Edge/Http/", StringComparison.Ordinal)
        let asked = Asked().Matches(file.Text).Concat(Texts().Matches(file.Text)).Select(m => m.Groups["name"].Value).ToHashSet(StringComparer.Ordinal)
        from line in file.Lines
        from Match found in Found().Matches(line)
        let id = found.Groups["id"].Value
        where id.Contains("call[", StringComparison.Ordinal) || id.Contains("asked", StringComparison.Ordinal) || asked.Contains(id)
        where !Known.ContainsKey(file.Path) && !Regex.IsMatch(line, $@"\w+Id(?: is|:) \{{ \}} {Regex.Escape(id)}\b") // what a resource names is no id of the request
        select $"{file.Path}: {found.Value}");

    [Fact]
    public void Nobody_but_the_one_look_up_asks_a_source() => Empty(
        from file in tree.In("src/Server")
        where !file.Path.EndsWith("/Http/Visible.cs", StringComparison.Ordinal)
        from Match match in Taken().Matches(file.Text)
        select $"{file.Path}: {match.Value}");

    [Theory]
    [InlineData("async Task<Reply> Handle(Call call) { var id = call[\"id\"]; await shares.Find(id, ct); }")]
    [InlineData("async Task<Reply> Handle(Call call) { var id = asked.Required(\"x\"); await rows.Shares.Find(tx, id, ct); }")]
    [InlineData("async Task<Reply> Handle(Call call) => await shares.Find(tx, call[\"id\"], ct);")]
    [InlineData("async Task Begin(Tx tx, Call call, string snapshotId) => await snapshots.Find(tx, snapshotId, call.Aborted);")]
    public void What_is_forbidden_is_known_when_it_is_seen(string text)
    {
        var asked = Asked().Matches(text).Concat(Texts().Matches(text)).Select(m => m.Groups["name"].Value).ToList();
        var id = Found().Match(text).Groups["id"].Value;
        Assert.True(HasCaller().IsMatch(text) && (asked.Contains(id) || id.Contains("call[", StringComparison.Ordinal)), id);
    }

    static void Empty(IEnumerable<string> offenders)
    {
        var list = offenders.ToList();
        Assert.True(list.Count == 0, string.Join('\n', list));
    }

    [GeneratedRegex(@"\bCall call\b")]
    private static partial Regex HasCaller();

    // What is read from the request, and what comes as a text from who has read it: typed ids come from resources.
    [GeneratedRegex(@"\b(?<name>\w+) = [^;=]*(?:\bcall\[|\basked\b|\bquery\.|\bcall\.(?:Query|Body|BareBody|ActionBody)\b)")]
    private static partial Regex Asked();

    [GeneratedRegex(@"[(,]\s*string\??\s+(?<name>\w+)")]
    private static partial Regex Texts();

    [GeneratedRegex(@"\b(?!routes|fields|asked|share\b|body|backends|claims|fragments|options)\w+\.(?:Find|At|ById|Member)\((?:tx, )?(?<id>[^,)]+)")]
    private static partial Regex Found();

    [GeneratedRegex(@"[(,]\s*ISource<\w+>\s+\w+")]
    private static partial Regex Taken();
}
