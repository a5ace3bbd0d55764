namespace Abaca.Tests.Compat.Kill;

/// <summary>What users of a storm ask for.</summary>
sealed record StormWeather
{
    /// <summary>Protocol of the shares.</summary>
    public string Protocol { get; init; } = "NFS";

    /// <summary>Type of the clients that are let in.</summary>
    public string ClientType { get; init; } = "ip";

    /// <summary>Draws a client.</summary>
    public Func<Random, string> Client { get; init; } = lots => $"10.0.{lots.Next(4)}.{lots.Next(1, 250)}";

    /// <summary>Shares are taken back to snapshots, too.</summary>
    public bool Reverts { get; init; } = true;

    /// <summary>The backend can take snapshots, and make shares from them.</summary>
    public bool Snapshots { get; init; } = true;

    /// <summary>Pools of the backend that shares are moved between; none when they stay where they are.</summary>
    public IReadOnlyList<string> Pools { get; init; } = [];
}
