using System.Text.Json;
using Xunit;

namespace Abaca.Tests.Server.Edge;

/// <summary>What a load balancer and an administrator are told about the service.</summary>
public sealed class HealthTests : IAsyncLifetime
{
    ApiHost host = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => host = await ApiHost.Start();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData("/healthcheck")]
    [InlineData("/healthcheck/ready")]
    public async Task A_service_that_is_well_says_so_in_each_form(string path)
    {
        await Ready();
        Assert.Equal((200, "OK"), await Ask(path));
        Assert.Equal((200, """{"detailed":false,"reasons":["OK"]}"""), await Ask(path, json: true));
        Assert.Equal((200, """{"detailed":true,"reasons":[{"class":"service","reason":"OK","details":""}]}"""), await Ask(path, json: true, ApiHost.Admin));
        using var head = new HttpRequestMessage(HttpMethod.Head, path);
        using var answer = await host.Client.SendAsync(head, Ct);
        Assert.Equal(204, (int)answer.StatusCode);
    }

    [Fact]
    public async Task What_is_wrong_is_told_to_administrators_and_that_it_is_to_everybody()
    {
        await Ready();
        await host.Db.Transaction(tx => tx.Execute($"UPDATE services SET unfit = {true}, trouble = {"the pool is read-only"} WHERE service_binary = {"manila-share"}", Ct), Ct);
        const string Reason = "NO SCHEDULER OR NO BACKEND IS UP";
        Assert.Equal((503, Reason), await Ask("/healthcheck/ready"));
        foreach (var token in (string[])["", ApiHost.Member, "nonsense"])
            Assert.Equal((503, $$"""{"detailed":false,"reasons":["{{Reason}}"]}"""), await Ask("/healthcheck/ready", json: true, token));
        var (_, text) = await Ask("/healthcheck/ready", json: true, ApiHost.Admin);
        var detail = Assert.Single(JsonDocument.Parse(text).RootElement.GetProperty("reasons").EnumerateArray());
        Assert.Equal(("services", "no manila-share is up, testhost@dummy: the pool is read-only"), (detail.GetProperty("class").GetString(), detail.GetProperty("details").GetString()));
        Assert.Equal((200, "OK"), await Ask("/healthcheck"));
    }

    [Fact]
    public async Task A_manager_that_has_gone_without_a_word_is_missed()
    {
        await Ready();
        await host.Db.Transaction(tx => tx.Execute(
            $"INSERT INTO services (host, service_binary, topic, zone, reported_at, created_at) VALUES ({"gone@x"}, {"manila-share"}, {"manila-share"}, {"nova"}, {0L}, {0L})", Ct), Ct);
        await host.Db.Transaction(tx => tx.Execute($"INSERT INTO manager_leases (host, owner, fence, until) VALUES ({"gone"}, {"m/b/n/1/2"}, {1L}, {1L})", Ct), Ct);
        Assert.Equal((503, "A MANAGER HAS GONE: no manager works for gone"), await Ask("/healthcheck/ready", token: ApiHost.Admin));
        await host.Db.Transaction(tx => tx.Execute($"DELETE FROM services WHERE host = {"gone@x"}", Ct), Ct);
        Assert.Equal((200, "OK"), await Ask("/healthcheck/ready"));
    }

    Task Ready() => host.Until(async () => (await Ask("/healthcheck/ready")).Status == 200, "the service is ready");

    async Task<(int Status, string Text)> Ask(string path, bool json = false, string token = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (json) request.Headers.Add("Accept", "application/json");
        if (token.Length > 0) request.Headers.Add("X-Auth-Token", token);
        using var answer = await host.Client.SendAsync(request, Ct);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }
}
