using System.Text;
using Abaca.Server.Identity.Api;
using Xunit;

namespace Abaca.Tests.Server.Identity;

/// <summary>Whatever is sent, the answer is a 4xx in the envelope, never a 500.</summary>
public sealed class BadInputTests
{
    static readonly string[] Bodies =
    [
        "", " ", "null", "[]", "1", "\"text\"", "{", "{}}", "{\"a\":}", "{\"auth\":null}", "{\"auth\":[]}", "{\"auth\":{}}",
        "{\"auth\":{\"identity\":{}}}", "{\"auth\":{\"identity\":{\"methods\":[]}}}", "{\"auth\":{\"identity\":{\"methods\":[1]}}}",
        "{\"auth\":{\"identity\":{\"methods\":\"password\"}}}", "{\"auth\":{\"identity\":{\"methods\":[\"totp\"]}}}",
        "{\"auth\":{\"identity\":{\"methods\":[\"password\"]}}}", "{\"auth\":{\"identity\":{\"methods\":[\"password\"],\"password\":{\"user\":{}}}}}",
        "{\"auth\":{\"identity\":{\"methods\":[\"password\"],\"password\":{\"user\":{\"name\":\"\\ud800\",\"domain\":{\"id\":\"default\"},\"password\":\"x\"}}}}}",
        "{\"auth\":{\"identity\":{\"methods\":[\"password\"],\"password\":{\"user\":{\"id\":\"\\u0000\",\"password\":\"x\"}}}}}",
        "{\"auth\":{\"identity\":{\"methods\":[\"password\"],\"password\":{\"user\":{\"id\":5,\"password\":\"x\"}}}}}",
        "{\"auth\":{\"identity\":{\"methods\":[\"token\"],\"token\":{\"id\":\"Ω\"}}}}",
        "{\"auth\":{\"identity\":{\"methods\":[\"token\"],\"token\":{\"id\":\"x\"}},\"scope\":7}}",
        "{\"auth\":{\"identity\":{\"methods\":[\"token\"],\"token\":{\"id\":\"x\"}},\"scope\":{}}}",
        "{\"auth\":{\"identity\":{\"methods\":[\"application_credential\"],\"application_credential\":{\"secret\":\"x\"}}}}",
        "{\"auth\":{\"identity\":{\"methods\":[\"application_credential\"],\"application_credential\":{\"id\":\"x\",\"secret\":\"\"}}}}",
        "{\"\\ud800\":1}", "{\"user\":{\"\\ud800\":1}}", "{\"user\":5}", "{\"user\":{\"name\":\"\"}}", "{\"user\":{\"name\":\"  \"}}", "{\"user\":{\"name\":null}}",
        "{\"user\":{\"name\":\"a\\u0000b\"}}", "{\"user\":{\"name\":\"x\",\"enabled\":\"yes\"}}", "{\"user\":{\"name\":\"x\",\"options\":{\"lock_password\":true}}}",
        "{\"user\":{\"name\":\"x\",\"domain_id\":\"other\"}}", "{\"user\":{\"name\":\"x\",\"password\":\"\"}}", "{\"user\":{\"name\":\"x\",\"email\":1}}",
        "{\"project\":{\"name\":\"x\",\"parent_id\":\"other\"}}", "{\"project\":{\"name\":\"x\",\"tags\":[\"t\"]}}", "{\"project\":{\"name\":\"x\",\"is_domain\":true}}",
        "{\"role\":{\"name\":[]}}", "{\"role\":{\"name\":\"x\",\"domain_id\":\"default\"}}", "{\"role\":{\"name\":\"ADMIN\"}}",
        "{\"application_credential\":{\"name\":\"x\",\"roles\":[{\"name\":\"service\"}]}}", "{\"application_credential\":{\"name\":\"x\",\"roles\":[5]}}",
        "{\"application_credential\":{\"name\":\"x\",\"expires_at\":\"soon\"}}", "{\"application_credential\":{\"name\":\"x\",\"expires_at\":\"2001-01-01T00:00:00\"}}",
        "{\"application_credential\":{\"name\":\"x\",\"access_rules\":[{\"path\":\"/\"}]}}", "{\"application_credential\":{\"name\":\"x\",\"secret\":\"\"}}",
        "{\"application_credential\":{\"name\":\"x\",\"project_id\":\"other\"}}",
    ];

    [Fact]
    public async Task Every_call_with_a_body_refuses_every_bad_body()
    {
        await using var host = await IdentityHost.Start(IdentityHost.NewState(), StandingClock.New(), Patient);
        var admin = await host.Client.Token("admin", host.PasswordOf("admin"));
        var user = (await host.Client.Send("GET", "/v3/auth/tokens", admin, subject: admin)).At("token", "user", "id").GetString()!;
        var paths = host.Get<IdentityApi>().Routes.Where(r => r.Method is "POST" or "PATCH").ToList();
        Assert.NotEmpty(paths);
        string[] odd = [.. Bodies, new string('[', 50_000), $"{{\"user\":{{\"name\":\"{new string('n', 256)}\"}}}}", "{\"x\":\"" + new string('x', 10_000_000) + "\"}"];
        foreach (var route in paths)
        {
            foreach (var body in odd)
            {
                Reply reply;
                try
                {
                    reply = await host.Client.Send(route.Method, route.Pattern.Replace("*", user), admin, body);
                }
                catch (HttpRequestException) when (body.Length > 1_000_000)
                {
                    continue; // refused with the connection closed while the client was still sending
                }
                Assert.True(reply.Code is >= 400 and < 500, $"{route.Method} {route.Pattern} answers {reply.Code} to {body[..Math.Min(200, body.Length)]}");
                Assert.Equal(reply.Code, reply.At("error", "code").GetInt32());
            }
        }
        Assert.DoesNotContain(host.Log.Lines, l => l.Contains("An identity request failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_and_odd_paths_are_refused()
    {
        await using var host = await IdentityHost.Start();
        using var http = new HttpClient();
        var bytes = Encoding.ASCII.GetBytes("{\"auth\":{\"identity\":{\"methods\":[\"token\"],\"token\":{\"id\":\"?\"}}}}").Select(b => b == '?' ? (byte)0xff : b).ToArray();
        var reply = await http.PostAsync(new Uri(host.Client.Address + "/identity/v3/auth/tokens"), new ByteArrayContent(bytes), TestContext.Current.CancellationToken);
        Assert.Equal(400, (int)reply.StatusCode);
        var admin = await host.Client.Token("admin", host.PasswordOf("admin"));
        foreach (var path in (string[])["/v3/users/%F0%9F%92%A9", "/v3/users/%2e%2e", "/v3//users/a", "/v3/users/%00", "/v3/users/a%2Fb", "/v3/projects/" + new string('p', 4000)])
        {
            var code = (await host.Client.Send("GET", path, admin)).Code;
            Assert.True(code is 200 or 400 or 404, $"{path} answers {code}");
        }
        Assert.Equal(200, (await host.Client.Send("GET", "/v3/users?name=%FF%00%F0%9F%92%A9", admin)).Code);
        Assert.Equal(401, (await host.Client.Send("GET", "/v3/users", new string('t', 8000))).Code);
    }

    /// <summary>Bad bodies are not guesses here: no pauses.</summary>
    static Abaca.Server.Identity.IdentitySettings Patient(Abaca.Server.Identity.IdentitySettings settings)
    {
        var roomy = new Abaca.Server.Identity.GuessLimit(1_000_000, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        return settings with { Guesses = new() { Pair = roomy, Address = roomy } };
    }
}
