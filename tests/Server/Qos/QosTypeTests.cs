using Abaca.Tests.Server.WireTraps;
using Xunit;

namespace Abaca.Tests.Server.Qos;

/// <summary>QoS types and their specs, which administrators make and share types name.</summary>
public sealed class QosTypeTests(OneHost one) : IClassFixture<OneHost>
{
    readonly ApiHost host = one.Host;

    [Fact]
    public async Task A_type_is_made_shown_changed_and_deleted()
    {
        var id = await Make("a");
        Assert.Equal(409, (await Ask("a")).Status);
        Assert.Contains("\"iops\":\"100\"", (await host.Get($"/v2/qos-types/{id}", ApiHost.Member)).Text, StringComparison.Ordinal);
        Assert.Equal(403, (await host.Put($"/v2/qos-types/{id}", new { qos_type = new { description = "d" } }, ApiHost.Member)).Status);
        Assert.Equal(200, (await host.Put($"/v2/qos-types/{id}", new { qos_type = new { description = "d", name = "other" } })).Status);
        var shown = (await host.Get("/v2/qos-types?description=d&name=a", ApiHost.Member)).Json.GetProperty("qos_types");
        Assert.Equal(id, Assert.Single(shown.EnumerateArray().ToList()).GetProperty("id").GetString());
        Assert.Equal(204, (await host.Delete($"/v2/qos-types/{id}")).Status);
        Assert.Equal(404, (await host.Get($"/v2/qos-types/{id}")).Status);
    }

    [Theory]
    [InlineData("""{"qos": {"name": "n"}}""", 422), InlineData("""{"qos_type": {"name": ""}}""", 400), InlineData("""{"qos_type": {"name": "x", "specs": {"a": 1}}}""", 400)]
    public async Task What_makes_no_sense_is_refused(string body, int status) => Assert.Equal(status, (await host.Post("/v2/qos-types", body)).Status);

    [Fact]
    public async Task Its_specs_are_set_and_removed_one_by_one()
    {
        var id = await Make("b");
        Assert.Equal("""{"specs":{"burst":true}}""", (await host.Post($"/v2/qos-types/{id}/specs", """{"specs":{"burst":true}}""")).Text);
        Assert.Equal("""{"iops":"200"}""", (await host.Put($"/v2/qos-types/{id}/specs/iops", """{"iops":"200"}""")).Text);
        Assert.Equal(400, (await host.Put($"/v2/qos-types/{id}/specs/iops", """{"burst":"200"}""")).Status);
        Assert.Equal("""{"specs":{"burst":"True","iops":"200"}}""", (await host.Get($"/v2/qos-types/{id}/specs")).Text);
        Assert.Equal(403, (await host.Get($"/v2/qos-types/{id}/specs", ApiHost.Member)).Status);
        Assert.Equal(204, (await host.Delete($"/v2/qos-types/{id}/specs/iops")).Status);
        Assert.Equal(404, (await host.Get($"/v2/qos-types/{id}/specs/iops")).Status);
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task One_that_a_share_type_names_stays(bool byName)
    {
        var name = $"named {byName}";
        var id = await Make(name);
        var specs = new Dictionary<string, object> { ["driver_handles_share_servers"] = false, ["default_qos_type"] = byName ? name : id };
        var type = (await host.Post("/v2/types", new { share_type = new { name, extra_specs = specs } })).Json.GetProperty("share_type").GetProperty("id").GetString();
        Assert.Equal(400, (await host.Delete($"/v2/qos-types/{id}")).Status);
        Assert.Equal(202, (await host.Delete($"/v2/types/{type}")).Status);
        Assert.Equal(204, (await host.Delete($"/v2/qos-types/{id}")).Status);
    }

    Task<Answer> Ask(string name) => host.Post("/v2/qos-types", new { qos_type = new { name, specs = new { iops = "100" } } });

    async Task<string> Make(string name)
    {
        var made = await Ask(name);
        Assert.True(made.Status == 200, made.Text);
        return made.Json.GetProperty("qos_type").GetProperty("id").GetString()!;
    }
}
