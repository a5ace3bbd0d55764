using System.Text.RegularExpressions;
using Xunit;

namespace Abaca.Tests.Unit.Architecture;

/// <summary>Rules of the house that a compiler does not hold.</summary>
public sealed partial class HouseRules
{
    readonly SourceTree tree = new();

    [Fact]
    public void No_file_is_longer_than_300_lines() => Empty(
        tree.In("src").Concat(tree.In("tests")).Where(f => f.Lines.Length > 300).Select(f => $"{f.Path}: {f.Lines.Length} lines"));

    [Fact]
    public void No_constructor_has_more_than_7_parameters() => Empty(
        from file in tree.In("src")
        from Match match in PrimaryConstructor().Matches(file.Text)
        where !match.Groups["kind"].Value.Contains("record", StringComparison.Ordinal) && Commas(match.Groups["parameters"].Value) > 6
        select $"{file.Path}: {match.Groups["name"].Value}");

    [Fact]
    public void Names_say_what_a_thing_is() => Empty(
        from file in tree.In("src")
        from Match match in TypeName().Matches(file.Text)
        let name = match.Groups["name"].Value
        where Empties.Any(word => name.EndsWith(word, StringComparison.Ordinal))
        select $"{file.Path}: {name}");

    [Fact]
    public void A_table_is_written_by_its_owner_only() => Empty(
        from file in tree.In("src/Server")
        from Match match in Writing().Matches(file.Text)
        let table = match.Groups["table"].Value
        let folder = file.Path.Split('/')[3]
        where Owners.TryGetValue(table, out var owner) ? owner != folder : !table.StartsWith("identity_", StringComparison.Ordinal) || folder != "Identity"
        select $"{file.Path} writes {table}");

    [Fact]
    public void Columns_are_read_by_their_names() => Empty(
        from file in tree.In("src")
        where !file.Path.StartsWith("src/Server/Engines/Data/", StringComparison.Ordinal)
        from line in file.Lines.Index()
        where ByPosition().IsMatch(line.Item)
        select $"{file.Path}:{line.Index + 1} reads a row by position instead of Columns<T>: {line.Item.Trim()}");

    [Fact]
    public void No_work_is_left_standing_in_the_code() => Empty(
        from file in tree.In("src").Concat(tree.In("tests"))
        where !file.Path.EndsWith("HouseRules.cs", StringComparison.Ordinal)
        from word in (string[])["TODO", "FIXME", "HACK:", "NotImplementedException"]
        where file.Text.Contains(word, StringComparison.Ordinal)
        select $"{file.Path}: {word}");

    static readonly string[] Empties = ["Manager", "Helper", "Util", "Utils", "Impl"];

    static readonly Dictionary<string, string> Owners = new(StringComparer.Ordinal)
    {
        ["shares"] = "Shares", ["share_instances"] = "Shares", ["export_locations"] = "Shares", ["restored_instances"] = "Shares",
        ["snapshots"] = "Snapshots", ["snapshot_instances"] = "Snapshots",
        ["share_groups"] = "Groups", ["share_group_types"] = "Groups", ["share_group_type_projects"] = "Groups",
        ["share_group_snapshots"] = "Groups", ["share_group_snapshot_members"] = "Groups",
        ["access_rules"] = "AccessRules", ["access_rule_states"] = "AccessRules",
        ["share_types"] = "ShareTypes", ["share_type_projects"] = "ShareTypes",
        ["quotas"] = "Quotas", ["quota_classes"] = "Quotas", ["quota_uses"] = "Quotas",
        ["messages"] = "Messages", ["outbox"] = "Notifications",
        ["deployment"] = "Data", ["services"] = "Services", ["availability_zones"] = "Services", ["backend_reports"] = "Services", ["pool_uses"] = "Services",
        ["known_pools"] = "Pools", ["pool_adoptions"] = "Pools",
        ["operations"] = "Operations", ["operation_events"] = "Operations", ["reconciliations"] = "Operations", ["periodic_jobs"] = "Operations", ["manager_leases"] = "Hosting",
        ["work_clock"] = "Operations",
        ["schema_migrations"] = "Data", ["former_instances"] = "Data",
    };

    static void Empty(IEnumerable<string> offenders)
    {
        var list = offenders.ToList();
        Assert.True(list.Count == 0, string.Join('\n', list));
    }

    static int Commas(string parameters)
    {
        var (depth, commas) = (0, 0);
        foreach (var c in parameters)
        {
            if (c is '<' or '(' or '[') depth++;
            else if (c is '>' or ')' or ']') depth--;
            else if (c == ',' && depth == 0) commas++;
        }
        return commas;
    }

    [GeneratedRegex(@"\b(?<kind>(?:sealed |static |partial |abstract |readonly )*(?:record struct|record|class|struct)) (?<name>\w+)(?:<[^>]+>)?\((?<parameters>[^{;]*?)\)\s*(?:\r?\n|:|;|\{)")]
    private static partial Regex PrimaryConstructor();

    [GeneratedRegex(@"\b(?:class|record|struct|interface|enum) (?<name>[A-Z]\w+)")]
    private static partial Regex TypeName();

    [GeneratedRegex(@"\bRow \w+\)|\bFunc<Row\b|\b\w+\.(?:Text|TextOrNull|Number|NumberOrNull|Fraction|Flag|Moment|MomentOrNull|Map|Utf8|IsNull)\(\d+\)")]
    private static partial Regex ByPosition();

    [GeneratedRegex(@"(?:\b(?:INSERT INTO|UPDATE|DELETE FROM) |\.Insert\(\s*"")(?<table>[a-z_]+)\b")]
    private static partial Regex Writing();
}
