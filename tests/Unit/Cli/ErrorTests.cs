using Xunit;

namespace Abaca.Tests.Unit.Cli;

public sealed class ErrorTests
{
    const string Id = "0f5c2a53-33a6-4b8f-9d3a-3a1d0f5c2a53";

    [Fact]
    public async Task A_call_that_needs_a_newer_cloud_says_which_and_sends_nothing()
    {
        var cloud = new FakeCloud("2.40");
        cloud.On($"GET /v2/shares/{Id}", 200, """{"share": {"id": "x", "status": "available", "size": 1}}""");
        var ran = await new Terminal(cloud).Run("share", "extend", Id, "5", "--force");
        Assert.Equal(1, ran.Code);
        Assert.StartsWith("abaca: needs 2.64; this cloud speaks up to 2.40\n", ran.Error);
        Assert.DoesNotContain(cloud.Requests, request => request.Line.StartsWith("POST /v2/shares", StringComparison.Ordinal));
        Assert.Equal("2.40", cloud.Requests[^1].Version);
    }

    [Fact]
    public async Task Old_clouds_list_rules_by_an_action()
    {
        var cloud = new FakeCloud("2.44");
        cloud.On($"GET /v2/shares/{Id}", 200, $$$"""{"share": {"id": "{{{Id}}}", "status": "available", "size": 1}}""");
        cloud.On($"POST /v2/shares/{Id}/action", 200, """{"access_list": [{"id": "r1", "access_type": "ip", "access_to": "10.0.0.0/24", "access_level": "rw", "state": "active"}]}""");
        var ran = await new Terminal(cloud).Run("access", "list", Id);
        Assert.Equal("ID  TYPE  TO           LEVEL  STATE\nr1  ip    10.0.0.0/24  rw     active\n", ran.Out);
        Assert.Equal("""{"access_list":null}""", cloud.BodyOf($"POST /v2/shares/{Id}/action"));
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, "Connection refused", "abaca: cannot reach http://keystone:5000: connection refused\n  at: POST http://keystone:5000/v3/auth/tokens\n  try: check that the service runs there ('abaca serve' starts one)")]
    [InlineData(HttpRequestError.NameResolutionError, "Name does not resolve", "abaca: the name keystone is not known\n")]
    [InlineData(HttpRequestError.SecureConnectionError, "The remote certificate is invalid", "abaca: no secure connection to http://keystone:5000: the remote certificate is invalid\n")]
    public async Task What_goes_wrong_below_http_is_said_in_words(HttpRequestError error, string message, string expected)
    {
        var cloud = new Broken(error, message);
        var ran = await new Terminal(cloud).Run("share", "list");
        Assert.Equal(1, ran.Code);
        Assert.StartsWith(expected, ran.Error);
        Assert.Single(cloud.Requests);
    }

    [Fact]
    public async Task A_wrong_password_is_never_printed()
    {
        var cloud = new Answering(401, """{"error": {"code": 401, "message": "The request you have made requires authentication.", "title": "Unauthorized"}}""");
        var ran = await new Terminal(cloud).Run("share", "list");
        Assert.Equal(1, ran.Code);
        Assert.StartsWith("abaca: Keystone does not accept the credentials of 'demo'\n", ran.Error);
        Assert.DoesNotContain("hush-hush", ran.Out + ran.Error);
    }

    [Fact]
    public async Task A_get_is_tried_again_when_a_gateway_is_busy_and_a_post_is_not()
    {
        var cloud = new FakeCloud();
        cloud.On("GET /v2/availability-zones", 503).On("GET /v2/availability-zones", 200, """{"availability_zones": [{"id": "z", "name": "nova", "created_at": "2026-01-01T00:00:00.000000"}]}""");
        Assert.Equal("nova\n", (await new Terminal(cloud).Run("zone", "list", "-f", "value", "-c", "name")).Out);
        cloud.On("POST /v2/shares", 503, """{"serviceUnavailable": {"message": "busy"}}""");
        Assert.StartsWith("abaca: busy\n", (await new Terminal(cloud).Run("share", "create", "NFS", "1")).Error);
        Assert.Single(cloud.Calls, "POST /v2/shares");
    }

    [Fact]
    public async Task A_token_that_ran_out_is_replaced_once()
    {
        var cloud = new FakeCloud();
        cloud.On("GET /v2/availability-zones", 401).On("GET /v2/availability-zones", 200, """{"availability_zones": []}""");
        Assert.Equal(0, (await new Terminal(cloud).Run("zone", "list")).Code);
        Assert.Equal(2, cloud.Requests.Count(request => request.Line == "POST /v3/auth/tokens"));
    }

    [Theory]
    [InlineData("share create NFS", "abaca: a new share needs a size in GiB, unless it comes from a --snapshot\n  try: abaca share create --help\n")]
    [InlineData("share create NFS 0", "abaca: a size is a whole number of GiB, 1 or more, not '0'\n  try: abaca share create --help\n")]
    [InlineData("share create NFS 1 --property x", "abaca: 'x' is not of the form key=value\n  try: abaca share create --help\n")]
    [InlineData("share set web", "abaca: nothing to change was given\n  try: abaca share set --help\n")]
    [InlineData("quota set demo", "abaca: no quota to set was given\n  try: abaca quota set --help\n")]
    public async Task A_wrong_command_line_ends_in_2_and_sends_nothing(string line, string error)
    {
        var cloud = new FakeCloud();
        var ran = await new Terminal(cloud).Run(line.Split(' '));
        Assert.Equal((2, error), (ran.Code, ran.Error));
        Assert.Empty(cloud.Requests);
    }

    [Fact]
    public async Task An_unknown_command_ends_in_2() => Assert.Equal(2, (await new Terminal(new FakeCloud()).Run("share", "fly")).Code);

    [Fact]
    public async Task A_service_without_operations_says_that_it_is_not_abaca()
    {
        var ran = await new Terminal(new FakeCloud()).Run("operation", "list");
        Assert.Equal(1, ran.Code);
        Assert.StartsWith("abaca: this service shows no operations\n", ran.Error);
        Assert.Contains("only Abaca has them", ran.Error);
    }

    [Fact]
    public async Task An_operation_is_shown_with_its_story_whatever_the_types_of_its_fields()
    {
        var cloud = new FakeCloud();
        cloud.On("GET /v2/operations/o1", 200, """
            {"operation": {"id": "o1", "flow": "create share", "state": "stuck", "step": 2, "attempt": 3, "later": true,
              "events": [{"at": "t1", "step": "choose a pool", "event": "done", "attempt": 1, "reason": null}]}}
            """);
        var ran = await new Terminal(cloud).Run("operation", "show", "o1");
        Assert.Contains("step           2\n", ran.Out);
        Assert.EndsWith("\n\nAT  STEP           EVENT  ATTEMPT  REASON\nt1  choose a pool  done   1\n", ran.Out);
        cloud.On("POST /v2/operations/o1/action", 202);
        Assert.Equal(0, (await new Terminal(cloud).Run("operation", "retry", "o1")).Code);
        Assert.Equal("""{"retry":null}""", cloud.BodyOf("POST /v2/operations/o1/action"));
    }

    [Fact]
    public async Task The_program_completes_its_own_commands_and_options()
    {
        var terminal = new Terminal(new FakeCloud());
        Assert.Contains("extend\n", (await terminal.Run("[suggest:14]", "abaca share ex")).Out);
        Assert.Contains("--share-type\n", (await terminal.Run("[suggest:29]", "abaca share create NFS 1 --sh")).Out);
        foreach (var shell in (string[])["bash", "zsh", "fish"]) Assert.Contains("[suggest:", (await terminal.Run("completion", shell)).Out);
    }

    sealed class Broken : FakeCloud
    {
        public Broken(HttpRequestError error, string message) : base(false) => Breaks("POST /v3/auth/tokens", error, message);
    }

    sealed class Answering : FakeCloud
    {
        public Answering(int status, string body) : base(false) => On("POST /v3/auth/tokens", status, body);
    }
}
