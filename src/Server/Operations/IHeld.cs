namespace Abaca.Server.Operations;

/// <summary>Something this process has leased and keeps alive with heartbeats.</summary>
interface IHeld
{
    /// <summary>The id of its row.</summary>
    string Id { get; }

    /// <summary>The lease was put off to this moment.</summary>
    void Extended(DateTimeOffset until);

    /// <summary>Someone else has it now.</summary>
    void Lose();
}
