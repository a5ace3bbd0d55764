using Xunit;

namespace Abaca.Tests.Unit.Cli;

/// <summary>A hint follows what the service said, not the number of its answer.</summary>
public sealed class HintTests
{
    const string Id = "0f5c2a53-33a6-4b8f-9d3a-3a1d0f5c2a53";

    [Theory]
    [InlineData(403, "Policy doesn't allow share_type:create to be performed.", "ask an admin")]
    [InlineData(403, "Policy doesn't allow share:update to be performed. Requires quota_admin.", "ask an admin")]
    [InlineData(403, "A user may have 200 application credentials, and this one has them; delete some first.", null)]
    [InlineData(403, "Share is under a lock.", null)]
    [InlineData(413, "Requested share exceeds allowed project/user or share type gigabytes quota.", "abaca limits")]
    [InlineData(413, "Request body is too large.", null)]
    [InlineData(409, "Share type default exists already.", "another name")]
    [InlineData(409, "Share s1 has replicas; delete them first.", null)]
    [InlineData(409, "Share type t1 is public: access to it cannot be given or taken.", null)]
    [InlineData(409, "Share s1 is extending; it must be available.", "wait")]
    [InlineData(409, "Share s1 is busy: migration_in_progress.", "wait")]
    [InlineData(409, "A worker is on operation o1 right now.", "wait")]
    [InlineData(409, "Share s1 is error; it must be available.", "abaca message list")]
    [InlineData(409, "Share s1 is extending_error; it must be available.", "abaca message list")]
    [InlineData(409, "Operation o1 has ended.", null)]
    [InlineData(429, "Too many requests of this project.", "wait")]
    [InlineData(400, "Invalid input for size: write a whole number.", null)]
    [InlineData(503, "The service cannot reach its database at the moment.", "abaca doctor")]
    [InlineData(500, "An unexpected error.", "request id")]
    public async Task A_hint_fits_what_was_said(int status, string said, string? hint)
    {
        var cloud = new FakeCloud();
        cloud.On($"GET /v2/shares/{Id}", 200, $$$"""{"share": {"id": "{{{Id}}}", "status": "available", "size": 1}}""");
        cloud.On($"POST /v2/shares/{Id}/action", status, $$$"""{"fault": {"code": {{{status}}}, "message": "{{{said}}}"}}""");
        var ran = await new Terminal(cloud).Run("share", "extend", Id, "5");
        Assert.Equal(1, ran.Code);
        Assert.StartsWith($"abaca: {said}\n", ran.Error);
        if (hint is null) Assert.DoesNotContain("try:", ran.Error);
        else Assert.Contains(hint, ran.Error[ran.Error.IndexOf("try:", StringComparison.Ordinal)..]);
    }

    [Fact]
    public async Task A_path_that_a_service_does_not_have_is_no_missing_share()
    {
        var cloud = new FakeCloud();
        cloud.On($"GET /v2/shares/{Id}", 200, $$$"""{"share": {"id": "{{{Id}}}", "status": "available", "size": 1}}""");
        cloud.On($"POST /v2/shares/{Id}/action", 404, """{"itemNotFound": {"code": 404, "message": "The resource could not be found."}}""");
        Assert.Contains("does not have that at the version spoken", (await new Terminal(cloud).Run("share", "extend", Id, "5")).Error);
        cloud = new FakeCloud();
        cloud.On("GET /v2/messages/m1", 404, """{"itemNotFound": {"code": 404, "message": "Message m1 could not be found."}}""");
        Assert.Contains("list what there is", (await new Terminal(cloud).Run("message", "show", "m1")).Error);
    }
}
