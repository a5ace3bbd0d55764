using System.Net;
using Abaca.Server.Microversions;
using Xunit;

namespace Abaca.Tests.Server.Microversions;

/// <summary>What a client finds before it knows anything: version documents, the demand for a token, the health check.</summary>
public sealed class DiscoveryTests(RunningApi api) : IClassFixture<RunningApi>
{
    [Fact]
    public async Task The_root_lists_the_one_version_to_everybody()
    {
        var answer = await api.Host.Get("/", token: "", version: null);
        Assert.Equal(300, answer.Status);
        OneVersion(answer);
    }

    [Fact]
    public async Task The_versioned_root_shows_the_same_with_a_token()
    {
        var answer = await api.Host.Get("/v2/", ApiHost.Member, version: null);
        Assert.Equal(200, answer.Status);
        OneVersion(answer);
        Assert.Equal(401, (await api.Host.Get("/v2/", token: "")).Status);
    }

    [Fact]
    public async Task The_root_without_its_slash_sends_to_the_one_with_it()
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = api.Host.Client.BaseAddress };
        using var response = await client.GetAsync("/v2");
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.Equal($"{api.Host.Client.BaseAddress}v2/", response.Headers.Location!.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("member")]
    public async Task Without_a_valid_token_nobody_gets_in_and_the_answer_says_where_to_get_one(string token)
    {
        foreach (var path in (string[])["/v2/shares", $"/v2/shares/{api.Share}", "/v2/nothing", "/v2/limits"])
        {
            var answer = await api.Host.Get(path, token);
            Assert.Equal(401, answer.Status);
            Assert.StartsWith("Keystone uri=", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal);
            Assert.Equal(401, answer.Json.GetProperty("error").GetProperty("code").GetInt32());
            Assert.StartsWith("req-", answer.Headers["x-compute-request-id"], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("GET", 200, "OK")]
    [InlineData("HEAD", 200, "")]
    [InlineData("POST", 404, null)]
    public async Task Health_is_told_without_a_token(string method, int status, string? text)
    {
        var answer = await api.Host.Send(new HttpMethod(method), "/healthcheck", token: "");
        Assert.Equal(status, answer.Status);
        if (text is not null) Assert.Equal(text, answer.Text);
    }

    void OneVersion(Answer answer)
    {
        var entry = Assert.Single(answer.Json.GetProperty("versions").EnumerateArray());
        Assert.Equal(
            ("v2.0", "CURRENT", ApiVersion.NewestText, "2.0", "2015-08-27T11:33:21Z"),
            (entry.GetProperty("id").GetString(), entry.GetProperty("status").GetString(), entry.GetProperty("version").GetString(),
             entry.GetProperty("min_version").GetString(), entry.GetProperty("updated").GetString()));
        var self = entry.GetProperty("links").EnumerateArray().Single(l => l.GetProperty("rel").GetString() == "self");
        Assert.Equal($"{api.Host.Client.BaseAddress}v2/", self.GetProperty("href").GetString());
        var media = Assert.Single(entry.GetProperty("media-types").EnumerateArray());
        Assert.Equal("application/vnd.openstack.share+json;version=1", media.GetProperty("type").GetString());
    }
}
