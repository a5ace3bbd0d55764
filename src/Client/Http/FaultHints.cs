using System.Net;
using System.Text.RegularExpressions;

namespace Abaca.Client;

/// <summary>
/// What a reader can do about a refusal. It follows what the service said: one status has many causes, and a hint for another cause is worse
/// than none. Words of Manila and of Abaca are known; of others there is no hint.
/// </summary>
static partial class FaultHints
{
    const string Wait = "wait until that has ended, then try again";

    /// <summary>The hint, or null when what was said has to do.</summary>
    /// <param name="status">Status of the answer.</param>
    /// <param name="said">The service's words.</param>
    public static string? For(HttpStatusCode status, string said) => status switch
    {
        HttpStatusCode.Forbidden when Policy().IsMatch(said) => "this user's roles do not allow it: ask an admin, or be one ('--os-cloud abaca-admin' on the service's own machine)",
        HttpStatusCode.Forbidden or HttpStatusCode.RequestEntityTooLarge when Quota().IsMatch(said) => "free some, or ask an admin for more: 'abaca limits' shows use and quota",
        HttpStatusCode.NotFound when said.StartsWith("The resource could not be found", StringComparison.Ordinal) =>
            "this service does not have that at the version spoken (OS_SHARE_API_VERSION and --os-share-api-version cap it)",
        HttpStatusCode.NotFound => "list what there is, and check the project in use",
        HttpStatusCode.Conflict => Conflict(said),
        HttpStatusCode.TooManyRequests => "wait a little, then try again",
        HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout or HttpStatusCode.BadGateway => "try again later; on the service's machine 'abaca doctor' says what is wrong",
        >= HttpStatusCode.InternalServerError => "ask the cloud's operator, naming the request id",
        _ => null,
    };

    static string? Conflict(string said) => said switch
    {
        _ when Taken().IsMatch(said) => "use another name, or what is there",
        _ when Failed().IsMatch(said) => "'abaca message list' says why it failed; what is in error can be deleted",
        _ when Busy().IsMatch(said) => Wait,
        _ => null,
    };

    [GeneratedRegex("Policy doesn't allow|isallowed by policy|not authorized")]
    private static partial Regex Policy();

    [GeneratedRegex("quota|exceed|allowed for", RegexOptions.IgnoreCase)]
    private static partial Regex Quota();

    [GeneratedRegex("already exists|exists already")]
    private static partial Regex Taken();

    [GeneratedRegex(@"\bis (?:in )?(?:error|[a-z_]+_error|error_[a-z]+)\b")]
    private static partial Regex Failed();

    [GeneratedRegex(@"\bis (?:in )?(?:busy|being|moving|[a-z_]+ing(?:_[a-z]+)*|out_of_sync)\b|has just|right now|try again later", RegexOptions.IgnoreCase)]
    private static partial Regex Busy();
}
