using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Abaca.Server.Identity;

/// <summary>The first call of a client without Keystone: it names a user and a project in headers and gets its token from the answer.</summary>
public static class NoAuthHandshake
{
    /// <summary>
    /// Answers requests that carry no <c>X-Auth-Token</c> with 204, a token and the address to go on with; passes all others.
    /// To be used on the paths of the API only, and only together with <see cref="NoAuth"/>.
    /// </summary>
    /// <param name="app">The pipeline.</param>
    /// <param name="projectInPath">Whether the address ends with the project: Manila's <c>noauth</c>, not its <c>noauthv2</c>.</param>
    public static IApplicationBuilder UseNoAuthHandshake(this IApplicationBuilder app, bool projectInPath = false) =>
        app.Use((context, next) =>
        {
            if (context.Request.Headers.ContainsKey("X-Auth-Token")) return next(context);
            Answer(context, projectInPath);
            return Task.CompletedTask;
        });

    static void Answer(HttpContext context, bool projectInPath)
    {
        var user = Named(context.Request, "X-Auth-User");
        var project = Named(context.Request, "X-Auth-Project-Id");
        if (!Ascii.IsValid(user + project)) // a header of the answer could not carry it back
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        var here = UriHelper.BuildAbsolute(
            context.Request.Scheme, context.Request.Host, context.Request.PathBase, context.Request.Path, context.Request.QueryString).TrimEnd('/');
        var answer = context.Response;
        answer.StatusCode = StatusCodes.Status204NoContent;
        answer.ContentType = "text/plain";
        answer.Headers["X-Auth-Token"] = $"{user}:{project}";
        answer.Headers["X-Server-Management-Url"] = projectInPath ? here + "/" + Uri.EscapeDataString(project) : here;
    }

    static string Named(HttpRequest request, string header) =>
        request.Headers[header].ToString() is { Length: > 0 } said ? said : "admin";
}
