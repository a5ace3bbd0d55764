using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text;

namespace Abaca.Client;

/// <summary>One request before it is sent.</summary>
/// <param name="Method">The method.</param>
/// <param name="Address">The absolute address.</param>
/// <param name="Headers">Headers; their values are never shown in errors.</param>
/// <param name="Body">The JSON body, or null for none.</param>
sealed record HttpCall(HttpMethod Method, Uri Address, IReadOnlyList<KeyValuePair<string, string>> Headers, JsonNode? Body = null)
{
    /// <summary>Method and address, for error messages.</summary>
    public override string ToString() => $"{Method} {Address}";
}

/// <summary>
/// Sends requests and turns what goes wrong underneath HTTP into words. A GET is tried up to three times when the answer was
/// cut off or a gateway said "not now"; nothing else is ever sent twice.
/// </summary>
/// <param name="handler">The connections.</param>
/// <param name="time">Measures the pauses between tries.</param>
sealed class Wire(HttpMessageHandler handler, TimeProvider time) : IDisposable
{
    static readonly TimeSpan[] pauses = [TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(800)];

    readonly HttpClient http = new(handler, disposeHandler: true) { Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>Sends a request and reads the whole answer, whatever its status.</summary>
    /// <exception cref="ClientException">No answer came (<see cref="Trouble.Unreachable"/>).</exception>
    public async Task<HttpAnswer> Send(HttpCall call, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            var mayRepeat = call.Method == HttpMethod.Get && attempt < pauses.Length;
            try
            {
                var answer = await Once(call, ct);
                if (!mayRepeat || answer.Status is not (HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout))
                    return answer;
            }
            catch (HttpRequestException e)
            {
                if (!mayRepeat || e.HttpRequestError is not HttpRequestError.ResponseEnded) throw Explained(call, e);
            }
            catch (TaskCanceledException e) when (!ct.IsCancellationRequested)
            {
                throw Silent(call, e);
            }
            await Task.Delay(pauses[attempt], time, ct);
        }
    }

    async Task<HttpAnswer> Once(HttpCall call, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(call.Method, call.Address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("abaca", "0.1"));
        foreach (var (name, value) in call.Headers) request.Headers.TryAddWithoutValidation(name, value);
        if (call.Body is { } body)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString()));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        using var response = await http.SendAsync(request, ct);
        var bytes = await response.Content.ReadAsByteArrayAsync(ct);
        return new HttpAnswer(call.ToString(), response.StatusCode,
            Header(response, "x-compute-request-id") ?? Header(response, "x-openstack-request-id"),
            Secret.Of(Header(response, "X-Subject-Token")), bytes);
    }

    static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    static ClientException Explained(HttpCall call, HttpRequestException e)
    {
        var at = call.Address.GetLeftPart(UriPartial.Authority);
        var (what, remedy) = e.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => ($"the name {call.Address.Host} is not known", "check the address for typing errors, and this machine's DNS"),
            HttpRequestError.SecureConnectionError => ($"no secure connection to {at}: {Innermost(e)}",
                "if the certificate is your own, trust it with OS_CACERT (cacert in clouds.yaml); if the service speaks plain HTTP, write http:// in the address"),
            HttpRequestError.ConnectionError => ($"cannot reach {at}: {Innermost(e)}",
                "check that the service runs there ('abaca serve' starts one) and that no firewall is in the way"),
            HttpRequestError.ResponseEnded when call.Address.Scheme == Uri.UriSchemeHttps => ($"{at} closed the connection before it had answered",
                "if it asks for client certificates, give one with OS_CERT and OS_KEY (cert, key in clouds.yaml); else try again, and look into the service's log"),
            HttpRequestError.ResponseEnded => ($"{at} closed the connection before it had answered", "try again; if it happens again, look into the service's log"),
            _ when e.InnerException is AuthenticationException => ($"no secure connection to {at}: {Innermost(e)}", "check the certificate"),
            _ => ($"no answer from {at}: {Innermost(e)}", "try again; if it happens again, look into the service's log"),
        };
        return new ClientException(Trouble.Unreachable, what, e) { Where = call.ToString(), Remedy = remedy };
    }

    static ClientException Silent(HttpCall call, TaskCanceledException e) =>
        new(Trouble.Unreachable, $"no answer from {call.Address.GetLeftPart(UriPartial.Authority)} in time", e)
        {
            Where = call.ToString(),
            Remedy = call.Method == HttpMethod.Get ? "try again" : "look first whether the request was carried out, then try again",
        };

    static string Innermost(Exception e)
    {
        while (e.InnerException is { } inner) e = inner;
        var text = e.Message.TrimEnd('.');
        return text.Length > 1 && char.IsUpper(text[0]) && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();
}
