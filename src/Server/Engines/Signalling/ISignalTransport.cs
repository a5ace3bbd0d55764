namespace Abaca.Server.Signalling;

/// <summary>Carries the names of signals between the processes of a service. A name that is lost costs a look for due work, never work.</summary>
public interface ISignalTransport
{
    /// <summary>Where they go through, for people.</summary>
    string Place { get; }

    /// <summary>Tells the others.</summary>
    Task Send(IReadOnlyCollection<string> names, CancellationToken ct);

    /// <summary>Listens until it is told to stop, or throws when the connection ends.</summary>
    Task Receive(Action<string> received, CancellationToken ct);
}
