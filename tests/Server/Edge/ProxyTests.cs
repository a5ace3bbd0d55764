using Xunit;

namespace Abaca.Tests.Server.Edge;

/// <summary>Proxies in front: those that are named speak for their clients, others do not.</summary>
public sealed class ProxyTests
{
    [Fact]
    public async Task A_named_proxy_says_how_the_client_called_the_service()
    {
        await using var host = await ApiHost.Start("[oslo_middleware]", "enable_proxy_headers_parsing = true");
        Assert.Equal("https://share.example.org/v2/", await Link(host));
    }

    [Fact]
    public async Task Nobody_else_does()
    {
        await using var unasked = await ApiHost.Start();
        Assert.StartsWith("http://127.0.0.1:", await Link(unasked), StringComparison.Ordinal);
        await using var others = await ApiHost.Start("abaca_trusted_proxies = 192.0.2.0/24", "[oslo_middleware]", "enable_proxy_headers_parsing = true");
        Assert.StartsWith("http://127.0.0.1:", await Link(others), StringComparison.Ordinal);
    }

    static async Task<string> Link(ApiHost host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", "203.0.113.9");
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "https");
        request.Headers.TryAddWithoutValidation("X-Forwarded-Host", "share.example.org");
        using var answer = await host.Client.SendAsync(request);
        var document = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        return document.GetProperty("versions").EnumerateArray().Last().GetProperty("links").EnumerateArray()
            .Single(link => link.GetProperty("rel").GetString() == "self").GetProperty("href").GetString()!;
    }
}
