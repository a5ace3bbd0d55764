using Xunit;

namespace Abaca.Tests.Unit.Cli;

/// <summary>What "abaca reconcile" asks of the service and how it ends: nothing is done without --apply, and never to everything.</summary>
public sealed class ReconcileCommandTests : IDisposable
{
    const string Orphan = "ceph:orphan:share:0f5c2a53-33a6-4b8f-9d3a-3a1d0f5c2a53";
    const string Difference =
        $$"""{"id": "{{Orphan}}", "backend": "ceph", "kind": "orphan", "object": "share", "name": "0f5c", "reason": "No row.", "size_gib": 2, "row_gib": null}""";

    readonly FakeCloud cloud = new();
    readonly Terminal terminal;
    readonly string directory = System.IO.Directory.CreateTempSubdirectory("abaca-reconcile-").FullName;

    public ReconcileCommandTests() => terminal = new Terminal(cloud);

    public void Dispose() => System.IO.Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task A_list_lines_up_and_is_json_for_scripts()
    {
        cloud.On("GET /v2/reconcile?backend=ceph&kind=orphan", 200, $$"""{"differences": [{{Difference}}]}""");
        var table = await terminal.Run("reconcile", "list", "--backend", "ceph", "--kind", "orphan");
        Assert.Equal(0, table.Code);
        Assert.StartsWith("BACKEND  KIND    OBJECT  SIZE  ROW  ID", table.Out);
        Assert.Contains(Orphan, table.Out);
        var json = await terminal.Run("reconcile", "list", "--backend", "ceph", "--kind", "orphan", "--format", "json");
        Assert.Contains("\"size_gib\": 2", json.Out);
        Assert.Equal(Orphan + "\n", (await terminal.Run("reconcile", "list", "--backend", "ceph", "--kind", "orphan", "-f", "value", "-c", "id")).Out);
    }

    [Fact]
    public async Task Without_apply_a_plan_is_printed_and_nothing_is_asked_to_be_done()
    {
        Answers("will", applied: false);
        var ran = await terminal.Run("reconcile", "remove", Orphan);
        Assert.Equal(0, ran.Code);
        Assert.Equal($$$"""{"reconcile":{"action":"remove","apply":false,"differences":["{{{Orphan}}}"]}}""", cloud.BodyOf("POST /v2/reconcile"));
        Assert.Contains("nothing was done", ran.Error);
    }

    [Fact]
    public async Task With_apply_the_very_list_is_done_and_waited_for()
    {
        var list = Path.Combine(directory, "list");
        await File.WriteAllTextAsync(list, $"# what I looked at\n{Orphan}\n\n", TestContext.Current.CancellationToken);
        Answers("begun", applied: true, operation: "op-1");
        cloud.On("GET /v2/operations/op-1", 200, """{"operation": {"id": "op-1", "state": "done"}}""");
        var ran = await terminal.Run("reconcile", "remove", "--from", list, "--apply", "--wait");
        Assert.Equal(0, ran.Code);
        Assert.Equal($$$"""{"reconcile":{"action":"remove","apply":true,"differences":["{{{Orphan}}}"]}}""", cloud.BodyOf("POST /v2/reconcile"));
    }

    [Fact]
    public async Task What_the_service_refuses_in_the_end_is_told_with_the_reason()
    {
        Answers("begun", applied: true, operation: "op-1");
        cloud.On("GET /v2/operations/op-1", 200, """{"operation": {"id": "op-1", "state": "refused", "reason": "It has a row now."}}""");
        var ran = await terminal.Run("reconcile", "remove", Orphan, "--apply", "--wait");
        Assert.Equal(3, ran.Code);
        Assert.Contains("It has a row now.", ran.Error);
    }

    [Fact]
    public async Task A_refusal_ends_in_failure()
    {
        Answers("refused", applied: false);
        var ran = await terminal.Run("reconcile", "remove", Orphan, "--yes");
        Assert.Equal(1, ran.Code);
        Assert.Contains("\"apply\":true", cloud.BodyOf("POST /v2/reconcile"));
        Assert.Contains("nothing is done", ran.Error);
    }

    [Theory]
    [InlineData("remove")]
    [InlineData("export")]
    [InlineData("mark-missing")]
    public async Task There_is_no_way_to_mean_all(string command)
    {
        Assert.Equal(2, (await terminal.Run("reconcile", command, "--apply")).Code);
        Assert.Empty(cloud.Calls);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_a_wrong_command_line() =>
        Assert.Equal(2, (await terminal.Run("reconcile", "remove", "--from", Path.Combine(directory, "absent"))).Code);

    [Fact]
    public async Task Adopting_says_whose_it_is_to_be()
    {
        Answers("will", applied: false);
        Assert.Equal(2, (await terminal.Run("reconcile", "adopt", Orphan)).Code);
        var ran = await terminal.Run("reconcile", "adopt", Orphan, "--project", "b0000000000000000000000000000002", "--share-type", "gold", "--name", "docs");
        Assert.Equal(0, ran.Code);
        Assert.Equal(
            $$$"""{"reconcile":{"action":"adopt","apply":false,"differences":["{{{Orphan}}}"],"project_id":"b0000000000000000000000000000002","share_type":"gold","name":"docs"}}""",
            cloud.BodyOf("POST /v2/reconcile"));
    }

    void Answers(string verdict, bool applied, string? operation = null) => cloud.On("POST /v2/reconcile", 200, $$$"""
        {"reconcile": {"action": "remove", "applied": {{{(applied ? "true" : "false")}}}, "items": [{"id": "{{{Orphan}}}", "verdict": "{{{verdict}}}", "why": "Because.",
          "difference": {{{Difference}}}, "operation_id": {{{(operation is null ? "null" : $"\"{operation}\"")}}}, "share_id": null, "snapshot_id": null}]}}
        """);
}
