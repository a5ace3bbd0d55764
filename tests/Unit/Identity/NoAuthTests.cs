using Abaca.Server.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Abaca.Tests.Unit.Identity;

public sealed class NoAuthTests
{
    [Theory]
    [InlineData("ann:blue", "ann", "blue")]
    [InlineData("ann", "ann", "ann")]
    [InlineData("ann:", "ann", "ann")]
    public async Task A_token_is_a_user_and_a_project_and_everybody_is_an_administrator(string token, string user, string project)
    {
        var caller = (await new NoAuth().Authenticate(token, TestContext.Current.CancellationToken))!;
        Assert.Equal((user, project), (caller.UserId, caller.ProjectId));
        Assert.Equal(["admin", "member", "reader"], caller.Roles);
    }

    [Theory]
    [InlineData(null, null, false, 204, "admin:admin", "http://host:8786/v2")]
    [InlineData("ann", "blue", true, 204, "ann:blue", "http://host:8786/v2/blue")]
    [InlineData("änn", "blue", true, 400, "", "")]
    public async Task A_client_without_a_token_is_told_one(string? user, string? project, bool inPath, int code, string token, string address)
    {
        var context = await Ask(inPath, headers =>
        {
            if (user is not null) headers["X-Auth-User"] = user;
            if (project is not null) headers["X-Auth-Project-Id"] = project;
        });
        Assert.Equal(code, context.Response.StatusCode);
        Assert.Equal(token, context.Response.Headers["X-Auth-Token"].ToString());
        Assert.Equal(address, context.Response.Headers["X-Server-Management-Url"].ToString());
    }

    [Fact]
    public async Task A_client_with_a_token_goes_on() =>
        Assert.Equal(418, (await Ask(false, headers => headers["X-Auth-Token"] = "ann:blue")).Response.StatusCode);

    static async Task<HttpContext> Ask(bool inPath, Action<IHeaderDictionary> fill)
    {
        using var services = new ServiceCollection().BuildServiceProvider();
        var app = new ApplicationBuilder(services);
        app.UseNoAuthHandshake(inPath);
        app.Run(context =>
        {
            context.Response.StatusCode = 418;
            return Task.CompletedTask;
        });
        var context = new DefaultHttpContext();
        (context.Request.Scheme, context.Request.Host, context.Request.Path) = ("http", new HostString("host:8786"), "/v2/");
        fill(context.Request.Headers);
        await app.Build()(context);
        return context;
    }
}
