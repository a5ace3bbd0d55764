using System.Net.Http.Headers;
using System.Text;
using Abaca.Server.Microversions;
using Abaca.Tests.Server.Microversions;
using Xunit;

namespace Abaca.Tests.Server.BadInput;

/// <summary>What looks odd and can be meant all the same is taken as it is, and what is said twice is taken once.</summary>
public sealed class OddButGoodTests(RunningApi api) : IClassFixture<RunningApi>
{
    public static TheoryData<string> Texts =>
    [
        "🦙", "räksmörgås", "‮from right to left", "مشاركة", "共享", "a\tb", "line\nbreak", "'; DROP TABLE shares; --", "{{name}}", "%s %(x)s", "<script>", "\\", "\"",
        "\u0001", "e\u0301", "👩‍👩‍👧", new string('x', 255), "\uFFFD", "null", "0",
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Any_text_comes_back_as_it_was_sent(string text)
    {
        var answer = await api.Host.Put($"/v2/shares/{api.Share}", new { share = new { display_name = text, display_description = text } }, ApiHost.Member);
        Assert.True(answer.Status == 200, answer.Text);
        var share = (await api.Host.Get($"/v2/shares/{api.Share}", ApiHost.Member)).Json.GetProperty("share");
        Assert.Equal((text, text), (share.GetProperty("name").GetString(), share.GetProperty("description").GetString()));

        var set = await api.Host.Post($"/v2/shares/{api.Share}/metadata", new { metadata = new Dictionary<string, string> { [text] = text } }, ApiHost.Member);
        Assert.True(set.Status == 200, set.Text);
        var item = await api.Host.Get($"/v2/shares/{api.Share}/metadata/{Uri.EscapeDataString(text)}", ApiHost.Member);
        Assert.True(item.Status == 200, item.Text);
        Assert.Equal(text, item.Json.GetProperty("meta").GetProperty(text).GetString());
        Assert.Equal(200, (await api.Host.Delete($"/v2/shares/{api.Share}/metadata/{Uri.EscapeDataString(text)}", ApiHost.Member)).Status);
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("Application/JSON")]
    [InlineData("application/json;version=1")]
    public async Task Parameters_of_the_content_type_do_no_harm(string type) =>
        Assert.Equal(200, (await Put("""{"share":{"display_name":"typed"}}""", type)).Status);

    [Theory]
    [InlineData("""{"share":{"display_name":"one","display_name":"two"}}""", "two")]
    [InlineData("""{"share":{"display_name":"one"},"share":{"display_name":"two"}}""", "two")]
    [InlineData("""{"share":{"display_name":"one"},"other":[]}""", "one")]
    [InlineData("""{"share":{"display_name":"one","nobody_knows":{"a":[1,2]}}}""", "one")]
    [InlineData(""" { "share" : { "display_name" : "\u006fne \ud83e\udd99" } } """, "one 🦙")]
    public async Task The_last_of_two_equal_keys_counts_and_unknown_ones_do_not(string body, string name)
    {
        var answer = await Put(body, "application/json");
        Assert.True(answer.Status == 200, answer.Text);
        Assert.Equal(name, answer.Json.GetProperty("share").GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("\"2\"", 2)]
    [InlineData("2", 2)]
    [InlineData("\"002\"", 2)]
    public async Task A_size_may_be_a_number_or_its_digits(string size, int expected)
    {
        var made = await api.Host.Post("/v2/shares", $$"""{ "share": { "share_proto": "nfs", "size": {{size}}, "share_type": "plain" } }""", ApiHost.Member);
        Assert.True(made.Status == 200, made.Text);
        Assert.Equal(expected, made.Json.GetProperty("share").GetProperty("size").GetInt32());
    }

    [Fact]
    public async Task Empty_and_null_names_are_kept_apart_from_those_not_said()
    {
        Assert.Equal("set", Name(await Put("""{"share":{"display_name":"set"}}""", "application/json")));
        Assert.Equal("set", Name(await Put("""{"share":{}}""", "application/json")));
        Assert.Equal("", Name(await Put("""{"share":{"display_name":""}}""", "application/json")));
        Assert.Null(Name(await Put("""{"share":{"display_name":null}}""", "application/json")));
    }

    [Theory]
    [InlineData("{}", 400)]
    [InlineData("""{"extend":{"new_size":2},"shrink":{"new_size":1}}""", 400)]
    [InlineData("""{"unheard_of":{}}""", 400)]
    [InlineData("""{"os-extend":{"new_size":2}}""", 404)]
    [InlineData("""{"access_list":null}""", 404)]
    [InlineData("""{"":{}}""", 400)]
    public async Task An_action_is_one_known_key(string body, int status)
    {
        var answer = await api.Host.Post($"/v2/shares/{api.Share}/action", body, ApiHost.Member);
        Assert.Equal(status, answer.Status);
        Assert.Equal(status, answer.Json.EnumerateObject().Single().Value.GetProperty("code").GetInt32());
    }

    [Theory]
    [InlineData("""{"share":{"share_type":"plain","share_proto":"NFS"}}""", "size")]
    [InlineData("""{"share":{"share_type":"plain","size":1}}""", "share_proto")]
    [InlineData("""{"share":{"share_type":"plain","size":null,"share_proto":"NFS"}}""", "size")]
    [InlineData("""{"share":{"share_type":"plain","size":1,"share_proto":null}}""", "share_proto")]
    public async Task Where_a_field_is_missing_the_answer_names_it(string body, string field)
    {
        var answer = await api.Host.Post("/v2/shares", body, ApiHost.Member);
        Assert.Equal(400, answer.Status);
        Assert.Contains(field, answer.Message, StringComparison.Ordinal);
    }

    static string? Name(Answer answer) => answer.Json.GetProperty("share").GetProperty("name").GetString();

    async Task<Answer> Put(string body, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/v2/shares/{api.Share}");
        request.Headers.Add("X-Auth-Token", ApiHost.Member);
        request.Headers.Add("X-OpenStack-Manila-API-Version", ApiVersion.NewestText);
        request.Content = new StringContent(body, Encoding.UTF8);
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var response = await api.Host.Client.SendAsync(request);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(), new Dictionary<string, string>());
    }
}
