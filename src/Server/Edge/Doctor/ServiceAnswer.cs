using System.Net.Sockets;

namespace Abaca.Server.Doctor;

/// <summary>What came back from the address of the service.</summary>
/// <param name="Address">Who was asked.</param>
/// <param name="Connected">Something listens there.</param>
/// <param name="Newest">Newest microversion of the version document; null when it is none of a share service.</param>
/// <param name="Health">Status of /healthcheck; 0 when there was no answer.</param>
/// <param name="Trouble">What went wrong, in one line; null when all went well.</param>
/// <param name="ClockAhead">How far the service's Date header is ahead of our clock; null without one. Whole seconds at best.</param>
public sealed record ServiceAnswer(Uri Address, bool Connected, string? Newest, int Health, string? Trouble, TimeSpan? ClockAhead)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks for the version document and the health.</summary>
    public static async Task<ServiceAnswer> Ask(Uri address, HttpClient http, TimeProvider clock)
    {
        var answer = new ServiceAnswer(address, false, null, 0, null, null);
        try
        {
            using var patience = new CancellationTokenSource(Patience, clock);
            using var document = await http.GetAsync(address, patience.Token);
            answer = answer with { Connected = true, ClockAhead = document.Headers.Date - clock.GetUtcNow() };
            answer = answer with { Newest = NewestIn(await document.Content.ReadAsByteArrayAsync(patience.Token)) };
            using var health = await http.GetAsync(new Uri(address, "healthcheck"), patience.Token);
            return answer with { Health = (int)health.StatusCode };
        }
        catch (HttpRequestException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
        {
            return answer;
        }
        catch (HttpRequestException e)
        {
            return answer with { Connected = true, Trouble = Innermost(e) };
        }
        catch (OperationCanceledException)
        {
            return answer with { Connected = true, Trouble = string.Create(CultureInfo.InvariantCulture, $"No answer within {Patience.TotalSeconds} s.") };
        }
    }

    /// <summary>What failed in a handshake stands innermost.</summary>
    static string Innermost(HttpRequestException trouble)
    {
        Exception inner = trouble;
        while (trouble.HttpRequestError == HttpRequestError.SecureConnectionError && inner.InnerException is { } cause) inner = cause;
        return inner.Message;
    }

    static string? NewestIn(byte[] document)
    {
        try
        {
            using var json = JsonDocument.Parse(document);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("versions", out var versions) && versions.ValueKind == JsonValueKind.Array && versions.GetArrayLength() > 0
                && versions[0].TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String && id.GetString() == "v2.0"
                && versions[0].TryGetProperty("version", out var newest) && newest.ValueKind == JsonValueKind.String
                ? newest.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
