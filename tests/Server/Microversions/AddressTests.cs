using System.Text.Json;
using Xunit;

namespace Abaca.Tests.Server.Microversions;

/// <summary>Which addresses and methods lead somewhere, and how the others are answered.</summary>
public sealed class AddressTests(RunningApi api) : IClassFixture<RunningApi>
{
    const string Own = "b0000000000000000000000000000002";
    const string Other = "c0000000000000000000000000000003";

    [Fact]
    public async Task The_project_in_the_address_comes_back_in_links()
    {
        var (plain, within) = (await Links("/v2"), await Links($"/v2/{Own}"));
        var root = api.Host.Client.BaseAddress!.ToString().TrimEnd('/');
        Assert.Equal([$"{root}/v2/shares/{api.Share}", $"{root}/shares/{api.Share}"], plain);
        Assert.Equal([$"{root}/v2/{Own}/shares/{api.Share}", $"{root}/{Own}/shares/{api.Share}"], within);
    }

    [Theory]
    [InlineData("shares", 400)]
    [InlineData("types", 400)]
    [InlineData("nothing-of-the-kind", 404)]
    public async Task Another_project_in_the_address_is_a_bad_request(string rest, int status) =>
        Assert.Equal(status, (await api.Host.Get($"/v2/{Other}/{rest}", ApiHost.Member)).Status);

    [Fact]
    public async Task A_word_that_is_no_project_id_leads_nowhere() => NoPath(await api.Host.Get("/v2/my-project/shares", ApiHost.Member));

    [Theory]
    [InlineData("/v2/shares/")]
    [InlineData("/v2/nothing")]
    [InlineData("/v2/shares/detail/more/and/more")]
    [InlineData("/v2//shares")]
    [InlineData("/v1")]
    [InlineData("/v1/")]
    [InlineData("/v1/shares")]
    [InlineData("/v3/")]
    [InlineData("/V2/shares")]
    [InlineData("/shares")]
    [InlineData("/v2.1/shares")]
    public async Task An_unknown_address_is_not_found_without_envelope_or_version(string path) => NoPath(await api.Host.Get(path, ApiHost.Member));

    [Theory]
    [InlineData("HEAD", "/v2/shares")]
    [InlineData("OPTIONS", "/v2/shares")]
    [InlineData("PATCH", "/v2/shares")]
    [InlineData("DELETE", "/v2/shares")]
    [InlineData("PUT", "/v2/shares")]
    [InlineData("TRACE", "/v2/shares")]
    [InlineData("GET", "/v2/shares/5b6e6c0e-aaaa-4bbb-8ccc-000000000001/action")]
    [InlineData("SHARE", "/v2/shares")]
    public async Task A_method_that_an_address_does_not_have_is_not_found_too(string method, string path)
    {
        var answer = await api.Host.Send(new HttpMethod(method), path, ApiHost.Member);
        Assert.Equal(404, answer.Status);
        Assert.DoesNotContain("X-OpenStack-Manila-API-Version", answer.Headers.Keys);
    }

    [Fact]
    public async Task Who_accepts_JSON_is_told_so_in_JSON()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v2/nothing");
        request.Headers.Add("X-Auth-Token", ApiHost.Member);
        request.Headers.Add("Accept", "application/json");
        using var response = await api.Host.Client.SendAsync(request);
        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("404 Not Found", body.GetProperty("code").GetString());
        Assert.Equal("Not Found", body.GetProperty("title").GetString());
    }

    [Theory]
    [InlineData("/v2/shares.json")]
    [InlineData("/v2/shares.xml")]
    [InlineData("/v2/shares/detail.json")]
    [InlineData($"/v2/{Own}/shares.json")]
    public async Task A_suffix_for_the_format_is_taken_and_the_answer_is_JSON_anyway(string path)
    {
        var answer = await api.Host.Get(path, ApiHost.Member);
        Assert.Equal(200, answer.Status);
        Assert.Equal(JsonValueKind.Array, answer.Json.GetProperty("shares").ValueKind);
    }

    [Fact]
    public async Task A_body_on_a_reading_request_is_ignored() =>
        Assert.Equal(200, (await api.Host.Send(HttpMethod.Get, "/v2/shares", ApiHost.Member, "not json at all")).Status);

    async Task<IEnumerable<string?>> Links(string root) =>
        (await api.Host.Get($"{root}/shares/{api.Share}", ApiHost.Member)).Json.GetProperty("share").GetProperty("links")
            .EnumerateArray().Select(l => l.GetProperty("href").GetString());

    static void NoPath(Answer answer)
    {
        Assert.Equal(404, answer.Status);
        Assert.DoesNotContain("itemNotFound", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("X-OpenStack-Manila-API-Version", answer.Headers.Keys);
    }
}
