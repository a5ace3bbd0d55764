namespace Abaca.Server.Services;

/// <summary>How a call ends whose backend is not there.</summary>
static class AbsentBackend
{
    /// <summary>One that is not started here yet is waited for; what is on no backend at all is refused, since waiting would never end.</summary>
    /// <param name="serviceHost"><c>host@backend</c>, or empty.</param>
    /// <param name="what">What should be there: "Share 1".</param>
    public static DriverResult Of(string serviceHost, string what) => serviceHost.Length == 0
        ? new DriverResult.Refused(new Refusal(MessageDetail.Unknown, $"{what} is on no backend."))
        : new DriverResult.Unclear(NotStarted(serviceHost));

    /// <summary>For whoever waits for a backend.</summary>
    public static string NotStarted(string serviceHost) => $"Backend {serviceHost} is not started here.";
}
