using System.Text.Json;
using Abaca.Tests.Server.WireTraps;
using Xunit;

namespace Abaca.Tests.Server.Networks;

/// <summary>Security services, and the share networks that use them.</summary>
public sealed class SecurityServiceTests(OneHost one) : IClassFixture<OneHost>
{
    readonly ApiHost host = one.Host;

    [Fact]
    public async Task A_service_is_shown_as_it_was_made_and_changed()
    {
        var id = await Make(new { type = "active_directory", name = "n", dns_ip = "10.0.0.1", domain = "d", user = "u", password = "p", ou = "o", default_ad_site = "s" });
        var shown = await Show(id);
        Assert.Equal(("new", "p", "o", "s"), (Text(shown, "status"), Text(shown, "password"), Text(shown, "ou"), Text(shown, "default_ad_site")));
        Assert.False((await Show(id, "2.43")).TryGetProperty("ou", out _));
        Assert.False((await Show(id, "2.75")).TryGetProperty("default_ad_site", out _));
        Assert.False(shown.TryGetProperty("share_networks", out _));
        var changed = await host.Put($"/v2/security-services/{id}", new { security_service = new { name = "m", dns_ip = (string?)null } }, ApiHost.Member);
        Assert.Equal(("m", null), (Text(changed.Json.GetProperty("security_service"), "name"), Text(changed.Json.GetProperty("security_service"), "dns_ip")));
        Assert.Equal(202, (await host.Delete($"/v2/security-services/{id}", ApiHost.Member)).Status);
        Assert.Equal(404, (await host.Get($"/v2/security-services/{id}", ApiHost.Member)).Status);
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused()
    {
        Assert.Equal(400, (await Ask(new { type = "nis" })).Status);
        Assert.Equal(400, (await Ask(new { name = "n" })).Status);
        Assert.Equal(422, (await host.Post("/v2/security-services", new { service = new { type = "ldap" } }, ApiHost.Member)).Status);
        Assert.Equal(400, (await Ask(new { type = "active_directory", server = "a", default_ad_site = "s" })).Status);
        Assert.Equal(400, (await host.Post("/v2/security-services", new { security_service = new { type = "ldap", default_ad_site = "s" } }, ApiHost.Member, "2.75")).Status);
    }

    [Fact]
    public async Task Anothers_is_forbidden_as_in_Manila_and_in_no_list()
    {
        var id = await Make(new { type = "ldap", name = "mine" });
        Assert.Equal(403, (await host.Get($"/v2/security-services/{id}", ApiHost.Stranger)).Status);
        Assert.Equal(403, (await host.Delete($"/v2/security-services/{id}", ApiHost.Stranger)).Status);
        Assert.DoesNotContain(id, (await host.Get("/v2/security-services?all_tenants=1", ApiHost.Stranger)).Text, StringComparison.Ordinal);
        Assert.Contains(id, (await host.Get("/v2/security-services?all_tenants", ApiHost.Admin)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_network_has_one_of_each_type_and_shows_what_it_has_in_lists()
    {
        var (ldap, other, kerberos) = (await Make(new { type = "ldap" }), await Make(new { type = "ldap" }), await Make(new { type = "kerberos" }));
        var network = await Network();
        Assert.Equal(202, (await Act(network, new { add_security_service_check = new { security_service_id = ldap } })).Status);
        Assert.Equal(200, (await Act(network, new { add_security_service = new { security_service_id = ldap } })).Status);
        Assert.Equal(400, (await Act(network, new { add_security_service = new { security_service_id = ldap } })).Status);
        Assert.Equal(409, (await Act(network, new { add_security_service = new { security_service_id = other } })).Status);
        Assert.Equal(409, (await Act(network, new { add_security_service_check = new { security_service_id = other } })).Status);
        Assert.Equal(404, (await Act(network, new { add_security_service = new { security_service_id = "none" } })).Status);
        Assert.Equal(200, (await Act(network, new { add_security_service = new { security_service_id = kerberos } })).Status);
        var listed = (await host.Get($"/v2/security-services/detail?share_network_id={network}", ApiHost.Member)).Json.GetProperty("security_services");
        Assert.Equal(new[] { ldap, kerberos }.Order(), listed.EnumerateArray().Select(s => Text(s, "id")).Order());
        Assert.All(listed.EnumerateArray(), s => Assert.Equal(network, s.GetProperty("share_networks")[0].GetString()));
        Assert.Equal(403, (await host.Delete($"/v2/security-services/{ldap}", ApiHost.Member)).Status);
        Assert.Equal(200, (await Act(network, new { remove_security_service = new { security_service_id = ldap } })).Status);
        Assert.Equal(400, (await Act(network, new { remove_security_service = new { security_service_id = ldap } })).Status);
        Assert.Equal(202, (await host.Delete($"/v2/security-services/{ldap}", ApiHost.Member)).Status);
    }

    [Fact]
    public async Task One_takes_the_place_of_another_of_its_type()
    {
        var (ldap, other, kerberos) = (await Make(new { type = "ldap" }), await Make(new { type = "ldap" }), await Make(new { type = "kerberos" }));
        var network = await Network();
        await Act(network, new { add_security_service = new { security_service_id = ldap } });
        var check = await Act(network, new { update_security_service_check = new { current_service_id = ldap, new_service_id = other } });
        Assert.Equal(202, check.Status);
        Assert.Equal(ldap, Text(check.Json.GetProperty("requested_operation"), "current_security_service"));
        Assert.Equal(409, (await Act(network, new { update_security_service = new { current_service_id = ldap, new_service_id = kerberos } })).Status);
        Assert.Equal(409, (await Act(network, new { update_security_service = new { current_service_id = other, new_service_id = ldap } })).Status);
        Assert.Equal(202, (await Act(network, new { update_security_service = new { current_service_id = ldap, new_service_id = other } })).Status);
        Assert.Contains(other, (await host.Get($"/v2/security-services?share_network_id={network}", ApiHost.Member)).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(ldap, (await host.Get($"/v2/security-services?share_network_id={network}", ApiHost.Member)).Text, StringComparison.Ordinal);
    }

    Task<Answer> Ask(object service) => host.Post("/v2/security-services", new { security_service = service }, ApiHost.Member);

    async Task<string> Make(object service)
    {
        var made = await Ask(service);
        Assert.True(made.Status == 200, made.Text);
        return Text(made.Json.GetProperty("security_service"), "id")!;
    }

    async Task<string> Network() =>
        Text((await host.Post("/v2/share-networks", new { share_network = new { name = "n" } }, ApiHost.Member)).Json.GetProperty("share_network"), "id")!;

    Task<Answer> Act(string network, object body) => host.Post($"/v2/share-networks/{network}/action", body, ApiHost.Member);

    async Task<JsonElement> Show(string id, string version = "2.99") => (await host.Get($"/v2/security-services/{id}", ApiHost.Member, version)).Json.GetProperty("security_service");

    static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
