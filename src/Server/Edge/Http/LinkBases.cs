using Microsoft.AspNetCore.Http;

namespace Abaca.Server.Http;

/// <summary>Works out the base of links from the request, or from <c>osapi_share_base_URL</c> when that is set.</summary>
static class LinkBases
{
    const string BaseKey = "abaca.link-base";

    /// <summary>Remembers the configured base for this request.</summary>
    public static void Configure(HttpContext http, string baseUrl) => http.Items[BaseKey] = baseUrl;

    /// <summary>The base, with the project id when the request's path had it.</summary>
    public static LinkBase Of(HttpRequest request, string? projectId)
    {
        var root = request.HttpContext.Items.TryGetValue(BaseKey, out var configured) && configured is string url
            ? url.TrimEnd('/')
            : $"{request.Scheme}://{request.Host.Value}";
        var project = projectId is null ? "" : projectId + "/";
        return new LinkBase($"{root}/v2/{project}", $"{root}/{project}");
    }
}
