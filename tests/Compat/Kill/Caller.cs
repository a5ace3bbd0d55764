using System.Text;
using System.Text.Json;
using Abaca.Server.Microversions;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Kill;

/// <summary>Calls of one project of a service without passwords. A service that is gone is an answer too: none.</summary>
/// <param name="service">The service.</param>
/// <param name="project">The project.</param>
sealed class Caller(ServiceProcess service, string project)
{
    /// <summary>One call at the newest version.</summary>
    /// <returns>Status and body, or null when the service went away.</returns>
    public async Task<(int Status, JsonElement Body)?> Send(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, "/v2" + path);
        request.Headers.Add("X-Auth-Token", $"storm:{project}");
        request.Headers.Add("X-OpenStack-Manila-API-Version", ApiVersion.NewestText);
        if (body is not null) request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        try
        {
            using var answer = await service.Api.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            return ((int)answer.StatusCode, text.StartsWith('{') ? JsonDocument.Parse(text).RootElement : default);
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or TaskCanceledException)
        {
            return null;
        }
    }

    /// <summary>One call that must succeed.</summary>
    public async Task<JsonElement> Must(HttpMethod method, string path, object? body = null)
    {
        var answer = await Send(method, path, body);
        Assert.True(answer is { Status: < 300 }, $"{method} {path}: {answer}\n{service.LogTail}");
        return answer!.Value.Body;
    }
}
