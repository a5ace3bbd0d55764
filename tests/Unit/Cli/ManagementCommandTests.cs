using Xunit;

namespace Abaca.Tests.Unit.Cli;

/// <summary>What the commands that manage and unmanage ask of the service.</summary>
public sealed class ManagementCommandTests
{
    const string Id = "0f5c2a53-33a6-4b8f-9d3a-3a1d0f5c2a53";
    const string Share = $$$"""{"share": {"id": "{{{Id}}}", "name": "old", "status": "manage_starting", "size": 0, "share_proto": "NFS"}}""";
    const string Snapshot = $$$"""{"snapshot": {"id": "{{{Id}}}", "name": "old", "status": "manage_starting", "size": 1, "share_id": "{{{Id}}}"}}""";

    readonly FakeCloud cloud = new();
    readonly Terminal terminal;

    public ManagementCommandTests() => terminal = new Terminal(cloud);

    [Fact]
    public async Task A_share_is_managed_with_exactly_what_was_typed()
    {
        cloud.On("POST /v2/shares/manage", 200, Share);
        var ran = await terminal.Run(
            "share", "manage", "node@dummy#pool", "NFS", "10.0.0.1:/old", "--name", "old", "--share-type", "gold", "--public", "--driver-option", "size=5");
        Assert.Equal(0, ran.Code);
        Assert.Equal(
            """{"share":{"name":"old","driver_options":{"size":"5"},"service_host":"node@dummy#pool","protocol":"NFS","export_path":"10.0.0.1:/old","share_type":"gold","is_public":true}}""",
            cloud.BodyOf("POST /v2/shares/manage"));
        Assert.Contains("manage_starting", ran.Out);
    }

    [Fact]
    public async Task A_snapshot_is_managed_with_exactly_what_was_typed()
    {
        cloud.On($"GET /v2/shares/{Id}", 200, Share);
        cloud.On("POST /v2/snapshots/manage", 202, Snapshot);
        var ran = await terminal.Run("snapshot", "manage", Id, "its-name-there", "--description", "by hand");
        Assert.Equal(0, ran.Code);
        Assert.Equal(
            $$$"""{"snapshot":{"description":"by hand","share_id":"{{{Id}}}","provider_location":"its-name-there"}}""", cloud.BodyOf("POST /v2/snapshots/manage"));
    }

    [Fact]
    public async Task Several_shares_are_let_go_of_each_by_itself()
    {
        const string Other = "11111111-1111-1111-1111-111111111111";
        cloud.On($"GET /v2/shares/{Other}", 404, """{"itemNotFound": {"code": 404, "message": "gone"}}""");
        cloud.On($"GET /v2/shares/detail?name={Other}&limit=1000", 200, """{"shares": []}""");
        cloud.On($"GET /v2/shares/{Id}", 200, Share);
        cloud.On($"POST /v2/shares/{Id}/action", 202, "");
        var ran = await terminal.Run("share", "unmanage", Other, Id);
        Assert.Equal(1, ran.Code);
        Assert.Equal("""{"unmanage":null}""", cloud.BodyOf($"POST /v2/shares/{Id}/action"));
    }

    [Fact]
    public async Task A_snapshot_is_let_go_of()
    {
        cloud.On($"GET /v2/snapshots/{Id}", 200, Snapshot);
        cloud.On($"POST /v2/snapshots/{Id}/action", 202, "");
        Assert.Equal(0, (await terminal.Run("snapshot", "unmanage", Id)).Code);
        Assert.Equal("""{"unmanage":null}""", cloud.BodyOf($"POST /v2/snapshots/{Id}/action"));
    }
}
