using Abaca.Client;
using Xunit;

namespace Abaca.Tests.Unit.Cli;

public sealed class ShareCommandTests
{
    const string Id = "0f5c2a53-33a6-4b8f-9d3a-3a1d0f5c2a53";

    readonly FakeCloud cloud = new();
    readonly Terminal terminal;

    public ShareCommandTests() => terminal = new Terminal(cloud);

    static string Share(string status, int size = 1, string name = "web", string id = Id, string progress = "null") => $$"""
        {"id": "{{id}}", "name": "{{name}}", "status": "{{status}}", "size": {{size}}, "share_proto": "NFS", "is_public": false,
         "share_type_name": "default", "availability_zone": "nova", "progress": {{progress}}, "metadata": {"a": "b"},
         "links": [{"rel": "self", "href": "http://x"}], "volume_type": "default", "newer_field": 7}
        """;

    static string One(string share) => $$$"""{"share": {{{share}}}}""";

    static string Many(params string[] shares) => $$$"""{"shares": [{{{string.Join(',', shares)}}}]}""";

    [Fact]
    public async Task A_share_is_created_with_exactly_what_was_typed()
    {
        cloud.On("POST /v2/shares", 200, One(Share("creating")));
        var ran = await terminal.Run("share", "create", "NFS", "1", "--name", "web", "--share-type", "gold", "--property", "a=b=c", "--public");
        Assert.Equal(0, ran.Code);
        Assert.Equal("""{"share":{"share_proto":"NFS","size":1,"name":"web","share_type":"gold","is_public":true,"metadata":{"a":"b=c"}}}""", cloud.BodyOf("POST /v2/shares"));
        var call = cloud.Requests[^1];
        Assert.Equal(("the-token", Microversion.Newest.ToString()), (call.Token, call.Version));
        Assert.Contains("status               creating\n", ran.Out);
        Assert.DoesNotContain("links", ran.Out);
    }

    [Fact]
    public async Task Keystone_is_asked_once_and_in_its_words()
    {
        cloud.On("GET /v2/shares/detail?limit=1000", 200, Many());
        await terminal.Run("share", "list");
        Assert.Equal(["POST /v3/auth/tokens", "GET /v2/", "GET /v2/shares/detail?limit=1000"], cloud.Requests.Select(request => request.Line));
        Assert.Equal("""{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"demo","domain":{"id":"default"},"password":"hush-hush"}}},"scope":{"project":{"name":"demo","domain":{"id":"default"}}}}}""", cloud.Requests[0].Body);
    }

    [Fact]
    public async Task A_list_lines_up()
    {
        cloud.On("GET /v2/shares/detail?limit=1000", 200, Many(Share("available", 10, "web"), Share("error", 1, "日本", "11111111-1111-1111-1111-111111111111")));
        var ran = await terminal.Run("share", "list");
        Assert.Equal("""
            ID                                    NAME  SIZE  PROTOCOL  STATUS     PUBLIC  TYPE     ZONE
            0f5c2a53-33a6-4b8f-9d3a-3a1d0f5c2a53  web     10  NFS       available  false   default  nova
            11111111-1111-1111-1111-111111111111  日本     1  NFS       error      false   default  nova

            """, ran.Out);
    }

    [Fact]
    public async Task A_name_cannot_play_tricks_on_the_terminal()
    {
        cloud.On("GET /v2/shares/detail?limit=1000", 200, Many(Share("available", 1, "\\u001b[31mred\\n")));
        var ran = await terminal.Run("share", "list", "-c", "name");
        Assert.Equal("NAME\n\\u001b[31mred\\n\n", ran.Out);
    }

    [Fact]
    public async Task Json_holds_everything_the_service_said()
    {
        cloud.On($"GET /v2/shares/{Id}", 200, One(Share("available")));
        var ran = await terminal.Run("share", "show", Id, "-f", "json");
        using var json = System.Text.Json.JsonDocument.Parse(ran.Out);
        Assert.Equal(7, json.RootElement.GetProperty("newer_field").GetInt32());
        Assert.Equal("b", json.RootElement.GetProperty("metadata").GetProperty("a").GetString());
        Assert.Equal([$"GET /v2/shares/{Id}"], cloud.Calls);
    }

    [Fact]
    public async Task One_column_as_a_bare_value_suits_scripts()
    {
        cloud.On($"GET /v2/shares/{Id}", 200, One(Share("available")));
        var ran = await terminal.Run("share", "show", Id, "-f", "value", "-c", "status");
        Assert.Equal("available\n", ran.Out);
    }

    [Fact]
    public async Task A_share_is_shown_with_the_places_it_is_mounted_from()
    {
        cloud.On($"GET /v2/shares/{Id}", 200, One(Share("available")));
        cloud.On($"GET /v2/shares/{Id}/export_locations", 200, """{"export_locations": [{"id": "e1", "path": "127.0.0.1:/x", "preferred": true}]}""");
        var ran = await terminal.Run("share", "show", Id);
        Assert.EndsWith("\n\nID  PATH          PREFERRED\ne1  127.0.0.1:/x  true\n", ran.Out);
    }

    [Fact]
    public async Task A_name_that_fits_two_shares_says_which()
    {
        cloud.On("GET /v2/shares/detail?name=web&limit=1000", 200, Many(Share("available"), Share("available", id: "other")));
        var ran = await terminal.Run("share", "delete", "web");
        Assert.Equal(1, ran.Code);
        Assert.Equal($"abaca: 2 shares are named 'web'\n  try: name one by its id: {Id}, other\n", ran.Error);
    }

    [Fact]
    public async Task A_name_that_fits_nothing_says_so()
    {
        cloud.On("GET /v2/shares/detail?name=web&limit=1000", 200, Many());
        var ran = await terminal.Run("share", "show", "web");
        Assert.Equal((1, "abaca: there is no share 'web' in this project\n  try: see 'abaca share list'\n"), (ran.Code, ran.Error));
    }

    [Fact]
    public async Task One_share_that_cannot_be_deleted_does_not_keep_the_others()
    {
        const string Second = "11111111-1111-1111-1111-111111111111";
        cloud.On($"GET /v2/shares/{Id}", 200, One(Share("creating")));
        cloud.On($"DELETE /v2/shares/{Id}", 403, """{"forbidden": {"code": 403, "message": "Share status must be available or error."}}""");
        cloud.On($"GET /v2/shares/{Second}", 200, One(Share("available", id: Second)));
        cloud.On($"DELETE /v2/shares/{Second}", 202);
        var ran = await terminal.Run("share", "delete", Id, Second);
        Assert.Equal(1, ran.Code);
        Assert.Equal($"DELETE /v2/shares/{Second}", cloud.Calls.Last());
        Assert.StartsWith($"abaca: Share status must be available or error.\n  at: DELETE http://manila:8786/v2/shares/{Id}, status 403, request req-1\n", ran.Error);
    }

    [Theory]
    [InlineData("share extend ID 5", "extend", """{"extend":{"new_size":5}}""")]
    [InlineData("share extend ID 5 --force", "extend", """{"extend":{"new_size":5,"force":true}}""")]
    [InlineData("share shrink ID 2", "shrink", """{"shrink":{"new_size":2}}""")]
    [InlineData("share reset-status ID --status error", "reset_status", """{"reset_status":{"status":"error"}}""")]
    [InlineData("share delete ID --force", "force_delete", """{"force_delete":null}""")]
    public async Task An_action_goes_out_as_the_api_wants_it(string line, string action, string body)
    {
        cloud.On($"GET /v2/shares/{Id}", 200, One(Share("available")));
        cloud.On($"POST /v2/shares/{Id}/action", 202);
        var ran = await terminal.Run(line.Replace("ID", Id, StringComparison.Ordinal).Split(' '));
        Assert.Equal((0, "", ""), (ran.Code, ran.Out, ran.Error));
        Assert.Equal(body, cloud.BodyOf($"POST /v2/shares/{Id}/action"));
        Assert.Contains(action, body);
    }

    [Fact]
    public async Task Changes_use_the_names_that_updates_take()
    {
        cloud.On($"GET /v2/shares/{Id}", 200, One(Share("available")));
        cloud.On($"PUT /v2/shares/{Id}", 200, One(Share("available")));
        cloud.On($"POST /v2/shares/{Id}/metadata", 200, "{}");
        Assert.Equal(0, (await terminal.Run("share", "set", Id, "--name", "new", "--public", "true", "--property", "k=v")).Code);
        Assert.Equal("""{"share":{"display_name":"new","is_public":true}}""", cloud.BodyOf($"PUT /v2/shares/{Id}"));
        Assert.Equal("""{"metadata":{"k":"v"}}""", cloud.BodyOf($"POST /v2/shares/{Id}/metadata"));
    }

    [Fact]
    public async Task A_list_is_read_to_its_end_though_the_service_cuts_its_pages_short()
    {
        var ids = Enumerable.Range(0, 110).Select(n => $"share-{n}").ToArray();
        cloud.On("GET /v2/shares/detail?limit=1000", 200, Many([.. ids[..100].Select(id => Share("available", id: id))]));
        cloud.On("GET /v2/shares/detail?limit=1000&offset=100", 200, Many([.. ids[99..].Select(id => Share("available", id: id))]));
        var ran = await terminal.Run("share", "list", "-f", "value", "-c", "ID");
        Assert.Equal(string.Join("\n", ids) + "\n", ran.Out);
        Assert.Equal(2, cloud.Calls.Count());
    }

    [Fact]
    public async Task A_link_to_the_next_page_is_followed_at_the_address_that_is_known_and_one_that_leads_back_is_left()
    {
        cloud.On("GET /v2/shares/detail?limit=1000", 200, Linked("a", "?limit=1000&marker=a"));
        cloud.On("GET /v2/shares/detail?limit=1000&marker=a", 200, Linked("b", "?limit=1000&marker=b"));
        cloud.On("GET /v2/shares/detail?limit=1000&marker=b", 200, Linked("b", "?limit=1000&marker=b")); // as where markers are not known
        cloud.On("GET /v2/shares/detail?limit=1000&offset=2", 200, Many(Share("available", id: "c")));
        var ran = await terminal.Run("share", "list", "-f", "value", "-c", "ID");
        Assert.Equal((0, "a\nb\nc\n"), (ran.Code, ran.Out));

        static string Linked(string id, string query) =>
            Many(Share("available", id: id))[..^1] + $$""", "shares_links": [{"rel": "next", "href": "http://elsewhere.example/v2/shares/detail{{query}}"}]}""";
    }

    [Fact]
    public async Task Filters_go_into_the_query()
    {
        cloud.On("GET /v2/shares/detail?name~=we&status=error&all_tenants=1&sort_key=size&sort_dir=asc&limit=5", 200, Many());
        var ran = await terminal.Run("share", "list", "--like", "we", "--status", "error", "--all-projects", "--sort", "size:asc", "--limit", "5");
        Assert.Equal((0, "", "none found\n"), (ran.Code, ran.Out, ran.Error));
    }
}
