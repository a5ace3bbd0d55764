using Microsoft.AspNetCore.Http;

namespace Abaca.Server.Http;

/// <summary>Gives each request an id and echoes it.</summary>
static class RequestIds
{
    /// <summary>The id, <c>req-</c> and a uuid; set in both headers that clients look at.</summary>
    public static string Assign(HttpContext http)
    {
        // It only has to be different from others, which needs no secret randomness (and no call of the kernel).
        Span<byte> random = stackalloc byte[16];
        Random.Shared.NextBytes(random);
        var id = $"req-{new Guid(random)}";
        http.Response.Headers["x-compute-request-id"] = id;
        http.Response.Headers["x-openstack-request-id"] = id;
        return id;
    }
}
