namespace Abaca.Server.Services;

/// <summary>Manila's names of the kinds of service.</summary>
public static class ServiceBinary
{
    /// <summary>Chooses pools.</summary>
    public const string Scheduler = "manila-scheduler";

    /// <summary>Serves one backend; its host is <c>host@backend</c>.</summary>
    public const string Share = "manila-share";
}
