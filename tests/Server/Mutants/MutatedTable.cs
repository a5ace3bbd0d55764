using System.Collections.Concurrent;
using System.Reflection;
using Abaca.Server.Http;
using Abaca.Tests.Server.Golden;
using Xunit;

namespace Abaca.Tests.Server.Mutants;

/// <summary>Runs in the copy that <see cref="MutantTests"/> makes: each question is left out in turn, and some row of the tables of authorization has to change.</summary>
public sealed class MutatedTable
{
    /// <summary>Questions that are asked twice or tell nobody anything, by file and question, and why.</summary>
    static readonly (string File, string Question, string Why)[] Equal =
    [
        ("Slices/Groups/CreateGroupSnapshot.cs", "call.Caller", "tells apart only callers who may see a group that they may not take snapshots of"),
        ("Slices/Replicas/PromoteReplica.cs", "visible.Seen(call,", "reads again what was asked for"),
        ("Slices/ShareMigration/ResetTaskState.cs", "call.Caller", "a second rule, which is given along with the first"),
        ("Slices/Snapshots/RevertShare.cs", "visibleSnapshots.Seen(call,", "the snapshot has to be one of the share that was asked for"),
        ("Slices/Parts/ProjectAccess.cs", "call.MayOn(p)", "a type's other grants: the types here are granted to one project"),
        ("Slices/Shares/ManageShare.cs", "call.Caller", "a second rule, which is given along with the first"),
        ("Slices/Parts/MetadataPolicy.cs", "call.Caller", "asks about keys, whosever the resource is: AdminOnlyMetadataTests"),
        ("Slices/Shares/ResizeShare.cs", "call.Caller", "asks about a size beyond the type's, whosever the share is"),
        ("Listing.cs", "call.Caller", "asks about a filter: DelegatedRulesTests"),
    ];

    static readonly FieldInfo? On = Field("On"), Recording = Field("Recording"), Asked = Field("Asked");

    [Fact(Explicit = true)]
    public async Task Each_question_that_is_left_out_is_noticed()
    {
        Assert.True(On is not null, "This runs in a copy of the sources with the mutants in it: ./do test mutants");
        var places = await File.ReadAllLinesAsync(Environment.GetEnvironmentVariable("ABACA_MUTANTS")!);
        var (killed, reached) = (new HashSet<int>(), new HashSet<int>());
        foreach (var delegated in (bool[])[true, false])
        {
            await using var table = await AuthorizationTable.Make(delegated);
            foreach (var row in table.Rows)
            {
                ((ConcurrentDictionary<int, bool>)Asked!.GetValue(null)!).Clear();
                var right = await Signature(table, row, Recording!, true, false);
                var asked = ((ConcurrentDictionary<int, bool>)Asked.GetValue(null)!).Keys.ToList();
                reached.UnionWith(asked);
                foreach (var mutant in asked.Where(m => !killed.Contains(m)))
                {
                    if (await Signature(table, row, On, mutant, 0) != right) killed.Add(mutant);
                }
            }
        }
        var alive = Enumerable.Range(1, places.Length).Where(m => !killed.Contains(m) && !Equal.Any(e => Is(places[m - 1], e)))
            .Select(m => $"{places[m - 1]}{(reached.Contains(m) ? "" : "  (never asked)")}").ToList();
        TestContext.Current.TestOutputHelper?.WriteLine($"{killed.Count} of {places.Length} mutants killed");
        Assert.Empty(Equal.Where(e => !places.Any(place => Is(place, e))).Select(e => $"{e.File} does not ask {e.Question} any more"));
        Assert.True(alive.Count == 0, $"{killed.Count} of {places.Length} questions are missed when they are left out; these are not:\n{string.Join('\n', alive)}");
    }

    static bool Is(string place, (string File, string Question, string Why) equal) =>
        place.Contains(equal.File, StringComparison.Ordinal) && place.EndsWith($": {equal.Question}", StringComparison.Ordinal);

    // What each caller is answered: the status, and which of the project's things are shown.
    static async Task<string> Signature(AuthorizationTable table, AuthorizationRow row, FieldInfo field, object on, object off)
    {
        var shown = new List<string>();
        var statuses = await table.Statuses(row, async ask =>
        {
            var answer = await With(field, on, off, ask);
            if (row.Endpoint.Method == "GET") shown.Add(string.Join(' ', table.Ids.Where(id => answer.Text.Contains(id, StringComparison.Ordinal)).Order(StringComparer.Ordinal)));
            return answer;
        });
        return $"{string.Join(' ', statuses)} {string.Join('|', shown)}";
    }

    // The world's own requests come in between, and are asked everything.
    static async Task<Answer> With(FieldInfo field, object on, object off, Func<Task<Answer>> ask)
    {
        field.SetValue(null, on);
        try
        {
            return await ask();
        }
        finally
        {
            field.SetValue(null, off);
        }
    }

    static FieldInfo? Field(string name) => typeof(Call).Assembly.GetType(Mutation.Switch)?.GetField(name);
}
