using Abaca.Server.Http;
using Abaca.Server.Microversions;
using Abaca.Tests.Server.Worlds;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Abaca.Tests.Server.BadInput;

/// <summary>Queries that cannot be meant are refused with a fault that names the parameter; odd ones never break anything.</summary>
public sealed class QueryTests(World world) : IClassFixture<World>
{
    static readonly string[] Counts = ["-1", "x", "1.5", "1e3", "99999999999999999999", "2147483648", "%20", "%D9%A3", "0x1", "+1", "%FF", "%00"];
    static readonly string[] Flags = ["perhaps", "2", "-1", "nul", "%FF", "%00"];
    static readonly string[] Maps = ["x", "{", "}", "[]", "{'a'}", "{'a':}", "{'a':{}}", "{'a':'b'", "{'a':'b'}x", "'a'", "%FF", "{'a':'%00'}"];
    static readonly string[] Keys = ["nonsense", "s.id", "id;--", "id,name", "%FF", "%00"];
    static readonly string[] Directions = ["up", "ASC;", "1", "%FF"];
    static readonly string[] Texts = ["%FF", "%00", "a%C3%28"];

    public static TheoryData<string, string, string> Parameters
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var (path, parameters) in ByPath)
            {
                foreach (var parameter in parameters.Split(' ')) data.Add(path, parameter[..parameter.LastIndexOf(':')], parameter[(parameter.LastIndexOf(':') + 1)..]);
            }
            return data;
        }
    }

    const string Paging = "limit:count offset:count sort_key:key sort_dir:direction";
    const string OfShares = $"{Paging} with_count:flag is_public:flag is_soft_deleted:flag all_tenants:flag metadata:map extra_specs:map name:text name~:text description:text status:text host:text marker:missing";
    const string OfSnapshots = $"{Paging} with_count:flag all_tenants:flag metadata:map size:count name:text name~:text status:text share_id:text marker:missing";

    const string OfGroups = $"{Paging} all_tenants:flag name:text name~:text description:text status:text host:text marker:missing";

    static readonly (string Path, string Parameters)[] ByPath =
    [
        ("/share-groups", OfGroups), ("/share-groups/detail", OfGroups), ("/share-group-types", "is_public:flag group_specs:map"),
        ("/share-group-snapshots", $"{Paging} all_tenants:flag name:text share_group_id:text marker:missing"),
        ("/share-group-snapshots/detail", $"{Paging} all_tenants:flag marker:missing"),
        ("/share-replicas", "limit:count offset:count share_id:text marker:missing"), ("/share-replicas/detail", "limit:count offset:count"),
        ("/shares", OfShares), ("/shares/detail", OfShares), ("/snapshots", OfSnapshots), ("/snapshots/detail", OfSnapshots),
        ("/messages", $"{Paging} created_since:moment created_before:moment resource_id:text"),
        ("/types", "is_public:flag extra_specs:map"), ("/share_instances", "is_soft_deleted:flag export_location_id:text export_location_path:text"),
        ("/share-access-rules?share_id=SHARE", "metadata:map access_type:key access_level:key"),
        ("/scheduler-stats/pools", "host:regex pool:regex backend:regex share_type:key"), ("/operations", "limit:count state:key"),
        ("/services", "host:text"), ("/quota-sets/b0000000000000000000000000000002", "share_type:missing"),
    ];

    [Theory]
    [MemberData(nameof(Parameters))]
    public async Task A_value_that_cannot_be_meant_is_refused(string path, string parameter, string kind)
    {
        foreach (var value in Wrong(kind))
        {
            var url = $"/v2{path.Replace("SHARE", world.Ids["share"], StringComparison.Ordinal)}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{parameter}={value}";
            var answer = await RawRequest.Send(world.Host, "GET", url);
            Assert.True(answer.Status == (parameter == "share_type" && kind == "missing" ? 404 : 400), $"{url}: {answer.Status} {answer.Text}");
            Assert.True(answer.Message.Length > 0, answer.Text);
        }
    }

    [Fact]
    public async Task Parameters_that_nobody_knows_are_passed_over()
    {
        foreach (var path in (string[])["/shares", "/snapshots", "/messages", "/types", "/services", "/availability-zones", "/limits", "/share_instances", "/share-groups", "/share-group-types", "/share-group-snapshots"])
        {
            foreach (var query in (string[])["unheard_of=1", "=", "&&&", "%F0%9F%A6%99=%F0%9F%A6%99", "a=1&a=2&a=3", "x", $"x={new string('y', 6000)}"])
            {
                var answer = await RawRequest.Send(world.Host, "GET", $"/v2{path}?{query}");
                Assert.True(answer.Status == 200, $"{path}?{query}: {answer.Status} {answer.Text}");
            }
        }
    }

    [Fact]
    public async Task An_address_that_is_no_text_is_refused_wherever_the_fault_is()
    {
        foreach (var target in (string[])["/v2/shares?%FF=1", "/v2/shares?unheard_of=%FF", "/v2/limits?x=%C3%28", "/v2/shares/%FF", "/v2/%FF", "/v2/shares?x=%ED%A0%80"])
        {
            var answer = await RawRequest.Send(world.Host, "GET", target);
            Assert.True(answer.Status == 400, $"{target}: {answer.Status} {answer.Text}");
            Assert.Contains("badRequest", answer.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("DELETE", "/v2/shares/%2E%2E")]
    [InlineData("PUT", "/v2/shares/..")]
    [InlineData("POST", "/v2/")]
    public async Task The_version_document_is_there_to_be_read_only(string method, string target) =>
        Assert.Equal(404, (await RawRequest.Send(world.Host, method, target, "{}")).Status);

    [Theory]
    [InlineData("limit=1&limit=2")]
    [InlineData("name=a&name=b")]
    [InlineData("name='%20OR%201=1--")]
    [InlineData("name~=%25%25%25%25")]
    [InlineData("sort_key=id&sort_key=size")]
    [InlineData("limit=2147483647&offset=2147483647")]
    [InlineData("limit=5000")]
    [InlineData("metadata={'a':%20None,%20'b':%20True}")]
    [InlineData("metadata={\"a\":%20\"%F0%9F%A6%99\"}")]
    public async Task Odd_values_that_can_be_meant_are_answered(string query)
    {
        foreach (var path in (string[])["/v2/shares", "/v2/shares/detail", "/v2/snapshots"])
        {
            var answer = await RawRequest.Send(world.Host, "GET", $"{path}?{query}");
            Assert.True(answer.Status == 200, $"{path}?{query}: {answer.Status} {answer.Text}");
        }
    }

    [Fact]
    public async Task Whatever_stands_for_an_id_is_just_not_found()
    {
        string[] ids =
        [
            "'", "';DROP%20TABLE%20shares;--", "%F0%9F%A6%99", "%E2%80%AE", "%FF", "%C3%28", "a%2Fb", new string('9', 3000), "-1", "%25", "_", "*",
            "0000", "null", "a%20b", "A0000000-0000-0000-0000-00000000000G", "%01",
        ];
        var before = await DatabaseText.Of(world.Host.Db);
        var wrong = new List<string>();
        foreach (var endpoint in world.Host.Services.GetRequiredService<ApiRoutes>().All.Where(o => o.Path.Contains('{', StringComparison.Ordinal)))
        {
            if (endpoint.Path.StartsWith("/quota", StringComparison.Ordinal)) continue; // any name may be a project or a class
            var asked = WritingEndpoint.All.SingleOrDefault(o => o.Name == endpoint.Name);
            var body = asked is null ? null : asked.Body is { } good ? world.Filled(good) : $"{{\"{endpoint.Action}\":null}}";
            foreach (var id in ids)
            {
                var (filled, at) = (world.Fill(endpoint.Path), endpoint.Path.IndexOf('{'));
                var path = filled[..at] + id + (filled.IndexOf('/', at) is > 0 and var rest ? filled[rest..] : "");
                var answer = await RawRequest.Send(world.Host, endpoint.Method, $"/v2{path}", body, asked?.Version ?? ApiVersion.NewestText);
                if (answer.Status is not (404 or 400)) wrong.Add($"{endpoint.Name} {path}: {answer.Status} {answer.Text}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(before, await DatabaseText.Of(world.Host.Db));
    }

    [Theory]
    [InlineData("/v2/shares/%00")]
    [InlineData("/v2/shares/%")]
    [InlineData("/v2/shares/%zz")]
    [InlineData("/v2/shares/\u00ff")]
    [InlineData("/v2/sha res")]
    [InlineData("v2/shares")]
    [InlineData("/v2/../../etc/passwd")]
    [InlineData("/v2/./shares/../nothing")]
    [InlineData("/v2/shares#part")]
    [InlineData("//v2/shares")]
    [InlineData("*")]
    public async Task A_broken_address_is_a_4xx(string target)
    {
        var answer = await RawRequest.Send(world.Host, "GET", target);
        Assert.True(answer.Status is >= 400 and < 500 || (target.Contains('#', StringComparison.Ordinal) && answer.Status == 200), $"{target}: {answer.Status} {answer.Text}");
    }

    [Fact]
    public async Task An_address_beyond_measure_is_a_4xx()
    {
        var answer = await RawRequest.Send(world.Host, "GET", $"/v2/shares?name={new string('x', 100_000)}");
        Assert.True(answer.Status is 414 or 400 or 431, $"{answer.Status}");
    }

    static string[] Wrong(string kind) => kind switch
    {
        "count" => Counts,
        "flag" => Flags,
        "map" => Maps,
        "key" => Keys,
        "direction" => Directions,
        "text" => Texts,
        "moment" => ["yesterday", "2026-13-01", "1", "%FF"],
        "regex" => ["(", "[", "*", "%FF"],
        "missing" => ["nonsense"],
        _ => throw new ArgumentException(kind),
    };
}
