using Xunit;

namespace Abaca.Tests.Unit.Cli;

public sealed class WaitTests
{
    const string Id = "0f5c2a53-33a6-4b8f-9d3a-3a1d0f5c2a53";
    const string Show = $"GET /v2/shares/{Id}";

    readonly FakeCloud cloud = new();

    static string Share(string status, int size = 1, string progress = "null") =>
        $$$"""{"share": {"id": "{{{Id}}}", "name": "web", "status": "{{{status}}}", "size": {{{size}}}, "progress": {{{progress}}}}}""";

    [Fact]
    public async Task Waiting_tells_each_change_once_and_prints_the_share_as_it_became()
    {
        cloud.On("POST /v2/shares", 200, Share("creating"))
            .On(Show, 200, Share("creating")).On(Show, 200, Share("creating")).On(Show, 200, Share("creating", progress: "\"40%\"")).On(Show, 200, Share("available"));
        var ran = await new Terminal(cloud).Run("share", "create", "NFS", "1", "--wait", "-f", "value", "-c", "status");
        Assert.Equal((0, "available\n"), (ran.Code, ran.Out));
        Assert.Equal("00:00  share web: creating\n00:01  share web: creating 40%\n00:01  share web: available\n", ran.Error);
    }

    [Fact]
    public async Task A_terminal_sees_one_line_that_is_drawn_again()
    {
        cloud.On($"POST /v2/shares/{Id}/action", 202).On(Show, 200, Share("available")).On(Show, 200, Share("extending")).On(Show, 200, Share("available", 5));
        var ran = await new Terminal(cloud, live: true).Run("share", "extend", Id, "5", "--wait");
        Assert.Equal("\r\e[2Kshare web: extending  00:00\r\e[2Kshare web: available  00:00\r\e[2K", ran.Error);
    }

    [Fact]
    public async Task A_bad_end_shows_the_services_own_words()
    {
        cloud.On("POST /v2/shares", 200, Share("creating")).On(Show, 200, Share("error"))
            .On($"GET /v2/messages?resource_id={Id}&sort_key=created_at&sort_dir=desc&limit=1", 200, """{"messages": [{"id": "m1", "user_message": "allocate host: No storage could be allocated."}]}""");
        var ran = await new Terminal(cloud).Run("share", "create", "NFS", "1", "--wait", "-c", "id", "-f", "value");
        Assert.Equal((3, Id + "\n"), (ran.Code, ran.Out));
        Assert.Contains("abaca: share web is error\n  the service says: allocate host: No storage could be allocated.\n", ran.Error);
    }

    [Fact]
    public async Task A_size_that_could_not_be_had_is_no_success()
    {
        cloud.On($"POST /v2/shares/{Id}/action", 202).On(Show, 200, Share("available", 5)).On(Show, 200, Share("shrinking", 5)).On(Show, 200, Share("available", 5));
        var ran = await new Terminal(cloud).Run("share", "shrink", Id, "2", "--wait");
        Assert.Equal(3, ran.Code);
        Assert.Contains("abaca: share web is available, still 5 GiB\n", ran.Error);
    }

    [Fact]
    public async Task Time_runs_out_and_the_reader_learns_that_the_work_goes_on()
    {
        cloud.On("POST /v2/shares", 200, Share("creating")).On(Show, 200, Share("creating"));
        var terminal = new Terminal(cloud);
        var ran = await terminal.Run("share", "create", "NFS", "1", "--wait", "--timeout", "90");
        Assert.Equal(4, ran.Code);
        Assert.Equal(TimeSpan.FromSeconds(90), terminal.Time.GetUtcNow() - new FakeTime().GetUtcNow());
        Assert.Contains($"abaca: the time is up, and share web is creating\n  try: the work goes on; look again with 'abaca share show {Id}'", ran.Error);
    }

    [Fact]
    public async Task A_service_that_restarts_does_not_end_the_wait()
    {
        cloud.On("POST /v2/shares", 200, Share("creating")).Breaks(Show, HttpRequestError.ConnectionError, "Connection refused").On(Show, 200, Share("available"));
        var ran = await new Terminal(cloud).Run("share", "create", "NFS", "1", "--wait");
        Assert.Equal(0, ran.Code);
        Assert.StartsWith("00:00  share web: no answer, trying again\n", ran.Error);
    }

    [Fact]
    public async Task Deleting_ends_when_the_share_is_gone()
    {
        cloud.On(Show, 200, Share("available")).On(Show, 200, Share("deleting")).On(Show, 404, """{"itemNotFound": {"message": "gone"}}""").On($"DELETE /v2/shares/{Id}", 202);
        var ran = await new Terminal(cloud).Run("share", "delete", Id, "--wait");
        Assert.Equal((0, "00:00  share web: deleting\n00:00  share web: deleted\n"), (ran.Code, ran.Error));
    }
}
