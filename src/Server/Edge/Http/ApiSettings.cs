namespace Abaca.Server.Http;

/// <summary>What the edge needs of the configuration.</summary>
/// <param name="MaxBodyBytes"><c>[oslo_middleware] max_request_body_size</c>.</param>
/// <param name="MaxLimit"><c>osapi_max_limit</c>: most rows of a page that is asked for by limit.</param>
/// <param name="BaseUrl"><c>osapi_share_base_URL</c>: replaces scheme and host in links; null: as the request has them.</param>
public sealed record ApiSettings(int MaxBodyBytes = 114688, int MaxLimit = 1000, string? BaseUrl = null);
