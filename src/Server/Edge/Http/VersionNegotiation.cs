using Microsoft.AspNetCore.Http;

namespace Abaca.Server.Http;

/// <summary>Reads the version headers as Manila does and echoes them.</summary>
static class VersionNegotiation
{
    /// <summary>The version to answer in.</summary>
    /// <exception cref="ApiRefusal">400: not a version; 406: not one we serve.</exception>
    public static RequestedVersion Read(HttpContext http)
    {
        var asked = http.Request.Headers[ApiVersion.Header];
        var version = ApiVersion.Oldest;
        if (asked.Count > 0 && !ApiVersion.TryParse(asked.ToString(), out version))
        {
            throw Refusals.Bad($"API Version String {asked} is of invalid format. Must be of format MajorNum.MinorNum.");
        }
        var headers = http.Response.Headers;
        headers[ApiVersion.Header] = asked.Count > 0 ? asked.ToString() : version.ToString();
        headers.Vary = ApiVersion.Header;
        var experimental = Flags.Parse(http.Request.Headers[ApiVersion.ExperimentalHeader].ToString()) ?? false;
        if (experimental) headers[ApiVersion.ExperimentalHeader] = "True";
        return version.IsServed
            ? new RequestedVersion(version, experimental)
            : throw new ApiRefusal(406, $"Version {asked} is not supported by the API. Minimum is {ApiVersion.Oldest} and maximum is {ApiVersion.Newest}.");
    }
}
