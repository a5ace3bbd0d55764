using Xunit;

namespace Abaca.Tests.Unit.Cli;

public sealed class KeystoneCommandTests
{
    [Fact]
    public async Task An_address_that_has_changed_follows_what_is_there_stays_and_what_is_missing_is_made()
    {
        var cloud = new FakeCloud()
            .On("GET /v3/regions/RegionOne", 404, """{"error": {"message": "Could not find region."}}""")
            .On("POST /v3/regions", 201, "{}");
        foreach (var (type, id) in (IEnumerable<(string, string)>)[("sharev2", "s2"), ("share", "s1")])
        {
            cloud.On($"GET /v3/services?type={type}", 200, type == "share" ? """{"services": []}""" : """{"services": [{"id": "s2", "type": "sharev2", "name": "other"}]}""");
            cloud.On($"GET /v3/endpoints?service_id={id}&interface=public", 200, """{"endpoints": [{"id": "e0", "url": "http://elsewhere/v2", "region_id": "Other"}, {"id": "e1", "url": "http://old/v2", "region_id": "RegionOne"}]}""");
            cloud.On($"GET /v3/endpoints?service_id={id}&interface=internal", 200, """{"endpoints": [{"id": "e2", "url": "http://in:8786/v2", "region_id": "RegionOne"}]}""");
            cloud.On($"GET /v3/endpoints?service_id={id}&interface=admin", 200, """{"endpoints": []}""");
        }
        cloud.On("POST /v3/services", 201, """{"service": {"id": "s1", "type": "share", "name": "manila"}}""").On("PATCH /v3/endpoints/e1", 200, "{}").On("POST /v3/endpoints", 201, "{}");

        var ran = await new Terminal(cloud).Run("keystone", "register", "--url", "https://share.example.org:8786/", "--internal-url", "http://in:8786/v2");

        Assert.Equal(0, ran.Code);
        Assert.Equal("""{"service":{"type":"share","name":"manila","description":"OpenStack Shared File Systems"}}""", cloud.BodyOf("POST /v3/services"));
        Assert.Equal("""{"endpoint":{"url":"https://share.example.org:8786/v2"}}""", cloud.BodyOf("PATCH /v3/endpoints/e1"));
        Assert.Equal("""{"endpoint":{"service_id":"s1","interface":"admin","region_id":"RegionOne","url":"http://in:8786/v2"}}""", cloud.BodyOf("POST /v3/endpoints"));
        Assert.DoesNotContain(cloud.Requests, request => request.Line.Contains("/e0", StringComparison.Ordinal) || request.Line.Contains("PATCH /v3/endpoints/e2", StringComparison.Ordinal));
        Assert.Contains("changed from http://old/v2", ran.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_services_of_one_type_are_told_and_left_alone()
    {
        var cloud = new FakeCloud().On("GET /v3/regions/RegionOne", 200, "{}")
            .On("GET /v3/services?type=sharev2", 200, """{"services": [{"id": "a", "type": "sharev2", "name": "manilav2"}, {"id": "b", "type": "sharev2", "name": "copy"}]}""");
        var ran = await new Terminal(cloud).Run("keystone", "register", "--url", "http://share:8786");
        Assert.NotEqual(0, ran.Code);
        Assert.Contains("openstack service delete", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_address_is_refused_before_anything_is_asked()
    {
        var cloud = new FakeCloud();
        Assert.NotEqual(0, (await new Terminal(cloud).Run("keystone", "register", "--url", "share:8786")).Code);
        Assert.Empty(cloud.Requests);
    }
}
