namespace Abaca.Server.Operations;

/// <summary>Lane names.</summary>
public static class Lanes
{
    /// <summary>Work that any scheduler may do.</summary>
    public const string Scheduler = "scheduler";

    /// <summary>Lane of work on what lies on a backend. What lies on none goes through the schedulers: a lane without a name has no worker.</summary>
    /// <param name="serviceHost"><c>host@backend</c>, or empty.</param>
    public static string Of(string serviceHost) => serviceHost.Length > 0 ? serviceHost : Scheduler;
}
