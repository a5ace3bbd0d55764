using System.Runtime.CompilerServices;
using System.Text;
using Abaca.Tests.Server.Operations;
using Xunit;

namespace Abaca.Tests.Server.Torture;

/// <summary>Every flow of the server, with every case there is for it.</summary>
public sealed class TortureTests
{
    /// <summary>All of them, or those whose name holds <c>ABACA_TORTURE_CASES</c>: while one is being mended, the others need not be waited for.</summary>
    public static TheoryData<TortureCase> Cases =>
        [.. AllCases().Where(c => c.ToString()!.Contains(Environment.GetEnvironmentVariable("ABACA_TORTURE_CASES") ?? "", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public async Task A_flow_ends_as_it_should_whatever_happens_on_the_way(TortureCase @case)
    {
        var report = await new Chamber(@case).Run();
        Assert.True(report.Failures.Count == 0, $"{@case}, {report.Runs} runs, ABACA_TORTURE_SEED={report.Seed}:{Environment.NewLine}{string.Join(Environment.NewLine, report.Failures)}");
        Assert.True(report.Deaths > (@case.Effort is Effort.OwnFaults ? 50 : 100), $"only {report.Deaths} deaths in {report.Runs} runs: the chamber does not do its work");
        TestContext.Current.SendDiagnosticMessage($"{@case}: {report.Runs} runs, {report.Deaths} deaths, ABACA_TORTURE_SEED={report.Seed}");
    }

    [Fact]
    public void Every_flow_of_the_server_is_under_torture()
    {
        var covered = AllCases().Select(c => (c.Flow, c.Version)).ToHashSet();
        var missing = FlowKinds().Where(kind => !covered.Contains(kind)).ToList();
        Assert.True(missing.Count == 0, $"No torture case for: {string.Join(", ", missing)}. Derive one from {nameof(TortureCase)}.");
    }

    [Fact]
    public async Task The_steps_of_every_flow_are_as_they_were()
    {
        var golden = Path.Combine(Path.GetDirectoryName(Here())!, "flows.golden");
        var now = await StepsOfAll();
        if (Environment.GetEnvironmentVariable("ABACA_BLESS") == "1") await File.WriteAllTextAsync(golden, now);
        var then = File.Exists(golden) ? await File.ReadAllTextAsync(golden) : "";
        Assert.True(now == then, $"""
            The steps of flows have changed. Operations that are under way stand at a numbered step of a version: a flow whose steps change
            gets a new version, and the old one stays until none of its operations are left. Then bless this file ({golden}).
            {now}
            """);
    }

    static async Task<string> StepsOfAll()
    {
        await using var database = await OperationDatabase.Open();
        var text = new StringBuilder("# Each flow's steps by version. Rewritten by ABACA_BLESS=1.\n");
        foreach (var @case in AllCases().DistinctBy(c => (c.Flow, c.Version)).OrderBy(c => c.Flow, StringComparer.Ordinal).ThenBy(c => c.Version))
        {
            await @case.Prepare(database.Db);
            var subject = await @case.Make(database.Db, TimeProvider.System);
            var flows = subject.Flows(new Life(database.Db, 1, Ordeal.Death, 0, null));
            var steps = flows.All.Single(f => f.Name == @case.Flow && f.Version == @case.Version).Steps;
            text.Append($"{@case.Flow} {@case.Version}: {string.Join(" > ", steps)}\n");
        }
        return text.ToString();
    }

    static List<TortureCase> AllCases() =>
    [
        new ToyCase(Effort.SomePairs),
        .. FlowCases.All,
        .. GroupFlowCases.All,
        .. ReplicaFlowCases.All,
        .. MigrationCases.All,
        .. typeof(TortureTests).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(TortureCase)) && !t.IsAbstract && t.GetConstructor([]) is not null)
            .Select(t => (TortureCase)Activator.CreateInstance(t)!),
    ];

    static IEnumerable<(string Name, int Version)> FlowKinds() => StoredStateTests.Kinds().Select(kind => (kind.Name, kind.Version));

    static string Here([CallerFilePath] string path = "") => path;
}
