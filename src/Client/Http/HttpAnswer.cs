using System.Net;

namespace Abaca.Client;

/// <summary>A whole answer of a service, read to its end.</summary>
/// <param name="Request">Method and address, for error messages.</param>
/// <param name="Status">The status.</param>
/// <param name="RequestId">The id the service logged the call under.</param>
/// <param name="SubjectToken">The token that Keystone made; only in its answers.</param>
/// <param name="Body">The body's bytes; empty when there is none.</param>
sealed record HttpAnswer(string Request, HttpStatusCode Status, string? RequestId, Secret? SubjectToken, byte[] Body)
{
    /// <summary>Whether the status is 200 to 299.</summary>
    public bool Succeeded => (int)Status is >= 200 and < 300;

    /// <summary>
    /// The message of an error answer. Both services wrap it in one object with one key; a proxy or an old pipeline may send
    /// plain text instead, of which the first line is shown.
    /// </summary>
    public string Complaint()
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            if (document.RootElement.ValueKind is JsonValueKind.Object)
            {
                if (Text(document.RootElement) is { } bare) return bare;
                foreach (var member in document.RootElement.EnumerateObject())
                    if (Text(member.Value) is { } message) return message;
            }
        }
        catch (JsonException)
        {
            var line = System.Text.Encoding.UTF8.GetString(Body).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault();
            if (line is { Length: > 0 and < 300 } && line[0] != '<') return line;
        }
        return $"{(int)Status} {Status}";
    }

    static string? Text(JsonElement holder) =>
        holder.ValueKind is JsonValueKind.Object && holder.TryGetProperty("message", out var message) && message.ValueKind is JsonValueKind.String
            ? message.GetString()
            : null;
}
