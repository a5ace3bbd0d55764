using Abaca.Server.Microversions;
using Xunit;

namespace Abaca.Tests.Server.Microversions;

/// <summary>The headers by which a client says which version it speaks, and by which it is answered.</summary>
public sealed class VersionHeaderTests(RunningApi api) : IClassFixture<RunningApi>
{
    const string Version = "X-OpenStack-Manila-API-Version";
    const string Experimental = "X-OpenStack-Manila-API-Experimental";

    [Theory]
    [InlineData("latest")]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("2.01")]
    [InlineData("2.x")]
    [InlineData("two")]
    [InlineData("2.7 beta")]
    [InlineData("share 2.7")]
    [InlineData("2.7,2.8")]
    public async Task What_is_no_version_is_a_bad_request(string version)
    {
        var answer = await api.Host.Get("/v2/shares", ApiHost.Member, version);
        Assert.Equal(400, answer.Status);
        Assert.Contains("badRequest", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Version, answer.Headers.Keys);
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("2.999999")]
    [InlineData("3.0")]
    public async Task A_version_that_is_not_served_is_not_acceptable_and_the_answer_names_the_range(string version)
    {
        var answer = await api.Host.Get("/v2/shares", ApiHost.Member, version);
        Assert.Equal(406, answer.Status);
        Assert.Equal(406, answer.Json.GetProperty("computeFault").GetProperty("code").GetInt32());
        Assert.Contains("2.0", answer.Message, StringComparison.Ordinal);
        Assert.Contains(ApiVersion.NewestText, answer.Message, StringComparison.Ordinal);
        Assert.Equal(version, answer.Headers[Version]);
    }

    [Theory]
    [InlineData("2.0")]
    [InlineData("2.37")]
    [InlineData(ApiVersion.NewestText)]
    public async Task The_version_used_is_echoed_and_caches_are_told(string version)
    {
        var answer = await api.Host.Get("/v2/shares", ApiHost.Member, version);
        Assert.Equal(200, answer.Status);
        Assert.Equal(version, answer.Headers[Version]);
        Assert.Equal(Version, answer.Headers["Vary"]);
    }

    [Fact]
    public async Task Without_a_version_the_oldest_one_answers()
    {
        var answer = await api.Host.Get($"/v2/shares/{api.Share}", ApiHost.Member, version: null);
        Assert.Equal("2.0", answer.Headers[Version]);
        Assert.False(answer.Json.GetProperty("share").TryGetProperty("snapshot_support", out _));
    }

    [Fact]
    public async Task The_common_OpenStack_header_is_not_looked_at()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v2/shares");
        request.Headers.Add("X-Auth-Token", ApiHost.Member);
        request.Headers.Add("OpenStack-API-Version", "shared-file-system 2.65");
        using var response = await api.Host.Client.SendAsync(request);
        Assert.Equal(["2.0"], response.Headers.GetValues(Version));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("1", true)]
    [InlineData("yes", true)]
    [InlineData("false", false)]
    [InlineData("0", false)]
    [InlineData("perhaps", false)]
    [InlineData("", false)]
    public async Task The_experimental_header_is_echoed_when_it_says_yes(string sent, bool echoed)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v2/shares");
        request.Headers.Add("X-Auth-Token", ApiHost.Member);
        request.Headers.TryAddWithoutValidation(Experimental, sent);
        using var response = await api.Host.Client.SendAsync(request);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(echoed ? ["True"] : [], response.Headers.TryGetValues(Experimental, out var values) ? values : []);
    }

    [Theory]
    [InlineData("/v2/shares/00000000-0000-0000-0000-000000000000", 404)]
    [InlineData("/v2/shares?limit=many", 400)]
    [InlineData("/v2/services", 403)]
    public async Task Errors_carry_the_same_headers_as_answers(string path, int status)
    {
        var answer = await api.Host.Get(path, ApiHost.Member);
        Assert.Equal(status, answer.Status);
        Assert.Equal(ApiVersion.NewestText, answer.Headers[Version]);
        Assert.Equal(Version, answer.Headers["Vary"]);
        Assert.StartsWith("req-", answer.Headers["x-compute-request-id"], StringComparison.Ordinal);
        Assert.Equal(status, answer.Json.EnumerateObject().Single().Value.GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Each_request_has_an_id_of_its_own_in_both_headers()
    {
        var (one, two) = (await api.Host.Get("/v2/shares"), await api.Host.Get("/v2/shares"));
        Assert.Matches("^req-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", one.Headers["x-compute-request-id"]);
        Assert.Equal(one.Headers["x-compute-request-id"], one.Headers["x-openstack-request-id"]);
        Assert.NotEqual(one.Headers["x-compute-request-id"], two.Headers["x-compute-request-id"]);
    }
}
