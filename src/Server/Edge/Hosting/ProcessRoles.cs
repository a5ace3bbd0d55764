namespace Abaca.Server.Hosting;

/// <summary>What one process of the service does. On a database server every role may run in any number of processes, on any hosts.</summary>
[Flags]
public enum ProcessRoles
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Answers requests (<c>manila-api</c>).</summary>
    Api = 1,

    /// <summary>Chooses pools (<c>manila-scheduler</c>).</summary>
    Scheduler = 2,

    /// <summary>Works with the backends (<c>manila-share</c>).</summary>
    Share = 4,

    /// <summary>All of it.</summary>
    All = Api | Scheduler | Share,
}
