using Abaca.Server.Identity;

namespace Abaca.Server.Http;

/// <summary>What the audit log is told of a request that changes something, by whoever finds it out. Never anything of a body but ids and names.</summary>
public sealed class AuditedRequest
{
    /// <summary>Whose token it carries; null: none that is valid.</summary>
    public Principal? Caller { get; set; }

    /// <summary>The service that asks in the caller's name, or null.</summary>
    public Principal? Service { get; set; }

    /// <summary>Who a login claims to be.</summary>
    public string? Claims { get; set; }

    /// <summary>The endpoint, such as <c>shares.extend</c> or <c>PATCH /v3/users/*</c>; null: it was refused before that was known.</summary>
    public string? Endpoint { get; set; }

    /// <summary>The resource that the path names, or the one that was made; null: none.</summary>
    public string? ResourceId { get; set; }

    /// <summary>Reads from an answer which resource was made, when the path names none.</summary>
    public void Made(ReadOnlyMemory<byte> answer)
    {
        if (ResourceId is not null || answer.IsEmpty) return;
        using var document = JsonDocument.Parse(answer);
        if (document.RootElement.ValueKind != JsonValueKind.Object) return;
        foreach (var member in document.RootElement.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Object || !member.Value.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.String) continue;
            ResourceId = id.GetString();
            return;
        }
    }
}
