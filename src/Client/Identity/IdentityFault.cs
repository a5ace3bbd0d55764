using System.Net;

namespace Abaca.Client;

/// <summary>What Keystone refused, in our words: the hint follows what it said, and where it said nothing of use, the kind of refusal.</summary>
static class IdentityFault
{
    /// <summary>Keystone's one sentence for whatever a token may not do; every other 403 says itself what is the matter.</summary>
    const string NotForYou = "You are not authorized to perform the requested action";

    /// <summary>The exception for an answer that is no success.</summary>
    public static ClientException Of(HttpAnswer answer, string origin)
    {
        var said = answer.Complaint();
        var (trouble, remedy) = answer.Status switch
        {
            HttpStatusCode.Unauthorized => (Trouble.Unauthenticated, $"check user, password and project in {origin}"),
            HttpStatusCode.Forbidden when said.StartsWith(NotForYou, StringComparison.Ordinal) =>
                (Trouble.Refused, "only admins may: ask one, or be one ('--os-cloud abaca-admin' on the service's own machine)"),
            HttpStatusCode.NotFound => (Trouble.NotFound, "'abaca identity user list', 'project list' and 'role list' show what there is"),
            HttpStatusCode.Conflict when said.Contains("two with the name", StringComparison.Ordinal) => (Trouble.Refused, "choose another name"),
            HttpStatusCode.TooManyRequests => (Trouble.Refused, "wait a minute, and correct the password before trying again"),
            >= HttpStatusCode.InternalServerError => (Trouble.Refused, "ask the cloud's operator, naming the request id"),
            _ => (Trouble.Refused, null),
        };
        return new ClientException(trouble, said.TrimEnd('.')) { Status = (int)answer.Status, RequestId = answer.RequestId, Where = answer.Request, Remedy = remedy };
    }
}
