namespace Abaca.Server.Operations;

/// <summary>Something this process has leased and keeps alive with heartbeats.</summary>
interface ILeased
{
    /// <summary>The id of its row.</summary>
    string Id { get; }

    /// <summary>The project whose work it is; projects take turns.</summary>
    string Project { get; }

    /// <summary>Its lease.</summary>
    Lease Lease { get; }
}
