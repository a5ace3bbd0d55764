using Abaca.Server.Identity;
using Abaca.Server.Identity.Api;
using Xunit;

namespace Abaca.Tests.Server.Identity;

/// <summary>Every call of the identity API by every kind of caller. A new call fails here until its line is added.</summary>
public sealed class CallerTableTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    // call | nobody, demo, admin. {d}, {a}: demo's and admin's user; {p}: demo's project; {q}: admin's; {r}: role member; {n}: fresh name; {x}: made for this line
    static readonly string[] Table =
    [
        "GET / | 300 300 300",
        "GET /v3 | 200 200 200",
        "POST /v3/auth/tokens {} | 400 400 400",
        "GET /v3/auth/tokens | 401 404 404",
        "DELETE /v3/auth/tokens | 401 404 404",
        "GET /v3/auth/catalog | 401 200 200",
        "GET /v3/auth/projects | 401 200 200",
        "GET /v3/auth/domains | 401 200 200",
        "GET /v3/auth/system | 401 200 200",
        "GET /v3/users | 401 403 200",
        "POST /v3/users {\"user\":{\"name\":\"{n}\"}} | 401 403 201",
        "GET /v3/users/{d} | 401 200 200",
        "GET /v3/users/{a} | 401 403 200",
        "GET /v3/users/none | 401 403 404",
        "PATCH /v3/users/{d} {\"user\":{\"email\":\"e\"}} | 401 403 200",
        "DELETE /v3/users/none | 401 403 404",
        "GET /v3/users/{d}/projects | 401 200 200",
        "GET /v3/users/{a}/projects | 401 403 200",
        "POST /v3/users/{d}/password {} | 400 400 400",
        "GET /v3/users/{d}/application_credentials | 401 200 200",
        "GET /v3/users/{a}/application_credentials | 401 403 200",
        "POST /v3/users/{d}/application_credentials {\"application_credential\":{\"name\":\"{n}\"}} | 401 201 403",
        "GET /v3/users/{d}/application_credentials/none | 401 404 404",
        "DELETE /v3/users/{d}/application_credentials/none | 401 404 404",
        "DELETE /v3/users/{a}/application_credentials/none | 401 403 404",
        "GET /v3/projects | 401 403 200",
        "POST /v3/projects {\"project\":{\"name\":\"{n}\"}} | 401 403 201",
        "GET /v3/projects/{p} | 401 200 200",
        "GET /v3/projects/{q} | 401 403 200",
        "PATCH /v3/projects/{p} {\"project\":{\"description\":\"e\"}} | 401 403 200",
        "DELETE /v3/projects/none | 401 403 404",
        "GET /v3/domains | 401 403 200",
        "GET /v3/domains/default | 401 200 200",
        "GET /v3/roles | 401 403 200",
        "POST /v3/roles {\"role\":{\"name\":\"{n}\"}} | 401 403 201",
        "GET /v3/roles/{r} | 401 403 200",
        "PATCH /v3/roles/{r} {\"role\":{\"description\":\"e\"}} | 401 403 200",
        "DELETE /v3/roles/{r} | 401 403 403",
        "GET /v3/role_assignments | 401 403 200",
        "GET /v3/role_assignments?user.id={d}&include_names=1&effective | 401 200 200",
        "GET /v3/projects/{p}/users/{d}/roles | 401 200 200",
        "GET /v3/projects/{p}/users/{d}/roles/{r} | 401 204 204",
        "PUT /v3/projects/{p}/users/{d}/roles/{r} | 401 403 204",
        "DELETE /v3/projects/{q}/users/{d}/roles/{r} | 401 403 404",
        "GET /v3/domains/default/users/{d}/roles | 401 200 200",
        "GET /v3/domains/default/users/{a}/roles/{r} | 401 403 404",
        "PUT /v3/domains/default/users/{a}/roles/{r} | 401 403 204",
        "DELETE /v3/domains/default/users/{d}/roles/{r} | 401 403 404",
        "GET /v3/system/users/{d}/roles | 401 200 200",
        "GET /v3/system/users/{d}/roles/{r} | 401 404 404",
        "PUT /v3/system/users/{a}/roles/{r} | 401 403 204",
        "DELETE /v3/system/users/{d}/roles/{r} | 401 403 404",
        "GET /v3/groups | 401 403 200",
        "GET /v3/groups?domain_id=default | 401 403 200",
        "GET /v3/groups/none | 401 403 404",
        "GET /v3/groups/none/users | 401 403 404",
        "GET /v3/groups/none/users/{d} | 401 403 404",
        "GET /v3/users/{d}/groups | 401 200 200",
        "GET /v3/users/{a}/groups | 401 403 200",
        "GET /v3/users/{d}/credentials/OS-EC2 | 401 200 200",
        "GET /v3/users/{a}/credentials/OS-EC2 | 401 403 200",
        "GET /v3/role_assignments?group.id=none | 401 403 200",
        "GET /v3/projects/{p}/groups/none/roles | 401 403 404",
        "GET /v3/projects/{p}/groups/none/roles/{r} | 401 403 404",
        "GET /v3/domains/default/groups/none/roles | 401 403 404",
        "GET /v3/domains/default/groups/none/roles/{r} | 401 403 404",
        "GET /v3/system/groups/none/roles | 401 403 404",
        "GET /v3/system/groups/none/roles/{r} | 401 403 404",
        "GET /v3/services | 401 403 200",
        "GET /v3/services/none | 401 403 404",
        "GET /v3/endpoints | 401 403 200",
        "GET /v3/endpoints/none | 401 403 404",
        "GET /v3/regions | 401 200 200",
        "GET /v3/regions/RegionOne | 401 200 200",
        "GET /v3/nothing | 404 404 404",
        "PUT /v3/users | 405 405 405",
    ];

    [Fact]
    public async Task Every_call_answers_every_caller_as_the_table_says()
    {
        await using var host = await IdentityHost.Start();
        var (demo, admin) = (await host.Client.Token("demo", host.PasswordOf("demo")), await host.Client.Token("admin", host.PasswordOf("admin")));
        var authentication = host.Get<IAuthentication>();
        var (d, a) = ((await authentication.Authenticate(demo, Ct))!, (await authentication.Authenticate(admin, Ct))!);
        var role = (await host.Client.Send("GET", "/v3/roles?name=member", admin)).At("roles")[0].GetProperty("id").GetString()!;
        string Fill(string text) => text.Replace("{d}", d.UserId).Replace("{a}", a.UserId).Replace("{p}", d.ProjectId!).Replace("{q}", a.ProjectId!)
            .Replace("{r}", role).Replace("{n}", Guid.NewGuid().ToString());

        var wrong = new List<string>();
        foreach (var line in Table)
        {
            var (call, codes) = (line.Split(" | ")[0], line.Split(" | ")[1].Split(' '));
            string?[] callers = [null, demo, admin];
            for (var i = 0; i < callers.Length; i++)
            {
                var parts = Fill(call).Split(' ', 3);
                var reply = await host.Client.Send(parts[0], parts[1], callers[i], parts.Length > 2 ? parts[2] : null);
                if (reply.Code.ToString() != codes[i]) wrong.Add($"{call} by caller {i}: {reply.Code}, not {codes[i]}: {reply.Text}");
                if (reply.Code >= 400 && reply.At("error", "code").GetInt32() != reply.Code) wrong.Add($"{call}: no error envelope");
            }
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Every_call_is_in_the_table()
    {
        await using var host = await IdentityHost.Start();
        var lines = Table.Select(l => l.Split(' ')).Select(p => (Method: p[0], Path: p[1].Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries))).ToList();
        var missing = host.Get<IdentityApi>().Routes.Where(route => !lines.Exists(l => l.Method == route.Method && route.Match(l.Path) is not null));
        Assert.Empty(missing.Select(route => $"{route.Method} {route.Pattern}"));
    }
}
