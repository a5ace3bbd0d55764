using System.Reflection;
using System.Text.RegularExpressions;
using Abaca.Cli;
using Abaca.Server.Absent;
using Abaca.Server.Http;
using Abaca.Server.Identity.Policy;
using Abaca.Server.Ledgers;
using Abaca.Server.Quotas;
using Xunit;

namespace Abaca.Tests.Unit.Architecture;

/// <summary>What a new resource needs outside its slice, and nobody would miss at once.</summary>
public sealed partial class NewResources
{
    /// <summary>What Manila's clients ask for, and <c>abaca</c> has no command for.</summary>
    static readonly string[] WithoutCommands = ["extensions", "os-share-unmanage", "quota-class-sets", "share_instances"];

    readonly SourceTree tree = new();

    static List<Endpoint> Endpoints =>
    [
        .. typeof(EndpointTable).Assembly.GetTypes().SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public))
            .Where(f => f.FieldType == typeof(EndpointTable)).SelectMany(f => (EndpointTable)f.GetValue(null)!),
    ];

    [Fact]
    public void The_client_knows_every_resource_that_is_served()
    {
        var calls = string.Concat(tree.In("src/Client/Resources").Select(file => file.Text));
        var served = Endpoints.Select(e => e.Path.Split('/', '{')[1]).Where(word => word.Length > 0).ToHashSet(StringComparer.Ordinal);
        Assert.NotEmpty(served);
        Assert.Empty(served.Where(word => !Regex.IsMatch(calls, $"\"{word}\\b(?!-)", RegexOptions.None, TimeSpan.FromSeconds(1))).Except(WithoutCommands));
    }

    [Fact]
    public void Every_command_stands_in_its_document()
    {
        var rows = File.ReadAllLines(Path.Combine(tree.Root, "docs/operators/command-line.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal)).ToList();
        Assert.Empty(
            from command in CliCommands.All()
            from below in command.Subcommands.Select(c => c.Name).DefaultIfEmpty(command.Name)
            where !rows.Exists(row => Names(row, command.Name) && (Names(row, below) || row.Contains('…', StringComparison.Ordinal)))
            select $"abaca {command.Name} {below} is in no row of docs/operators/command-line.md");
    }

    [Fact]
    public void What_README_says_is_missing_is_missing_and_nothing_else_is()
    {
        var said = Missing().Match(File.ReadAllText(Path.Combine(tree.Root, "README.md")));
        Assert.True(said.Success);
        var missing = Regex.Split(said.Groups["kinds"].Value.ToLowerInvariant(), @",?\s+and\s+|,\s+", RegexOptions.None, TimeSpan.FromSeconds(1));
        Assert.Equal(
            AbsentResources.All.Where(one => one.List is not null).Select(one => one.Path.Split('/')[1].Replace('-', ' ')).Distinct().Order(StringComparer.Ordinal),
            missing.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_endpoint_has_a_rule_of_the_policy_that_is_shipped() =>
        Assert.Empty(Endpoints.Select(e => e.Policy).OfType<string>().Except(DefaultRules.All.Select(rule => rule.Name)));

    [Fact]
    public void What_is_charged_is_counted_from_its_rows_and_the_reverse()
    {
        var slices = string.Concat(tree.In("src/Server/Slices").Select(file => file.Text));
        Assert.Empty(
            from field in typeof(QuotaResource).GetFields(BindingFlags.Static | BindingFlags.Public).Where(field => field.FieldType == typeof(QuotaResource))
            let resource = (QuotaResource)field.GetValue(null)!
            where resource != QuotaResource.PerShareGigabytes
            from fault in (string?[])
            [
                slices.Contains($"(QuotaResource.{field.Name},", StringComparison.Ordinal) ? null : "no claim names it",
                QuotaRows.Differences.Text.Contains($"'{resource.Name}'", StringComparison.Ordinal) ? null : "QuotaRows does not count it",
            ]
            where fault is not null
            select $"{resource.Name}: {fault}");
    }

    static bool Names(string row, string word) => Regex.IsMatch(row, $@"(?<![\w-]){Regex.Escape(word)}(?![\w-])", RegexOptions.None, TimeSpan.FromSeconds(1));

    [GeneratedRegex(@"Dummy backends\. (?<kinds>[\w\s,]+?) and the other storage systems are not in it", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Missing();
}
