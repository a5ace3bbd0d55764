using Abaca.DriverSdk;

namespace Abaca.Drivers.Ganesha;

/// <summary>How a call to Ganesha ended.</summary>
public enum BusEnd
{
    /// <summary>It did what was asked.</summary>
    Done,
    /// <summary>It knows no such export.</summary>
    Missing,
    /// <summary>It said no.</summary>
    Refused,
    /// <summary>No answer: it is starting or busy, or the connection was lost; it may have acted.</summary>
    Unclear,
    /// <summary>The bus answered that nobody owns Ganesha's name: it is not running there.</summary>
    NotRunning,
}

/// <summary>Ganesha's answer.</summary>
/// <param name="End">How the call ended.</param>
/// <param name="Text">The error in one line; empty when done.</param>
public record BusAnswer(BusEnd End, string Text = "");

/// <summary>An answer that says something.</summary>
/// <param name="End">How the call ended.</param>
/// <param name="Text">The error in one line; empty when done.</param>
/// <param name="Value">What it says; only when done.</param>
public sealed record BusAnswer<T>(BusEnd End, string Text = "", T? Value = default) : BusAnswer(End, Text);

/// <summary>
/// Ganesha's export manager on D-Bus: <see cref="DirectBus"/> on this machine, <see cref="DBusSend"/> on another. Each call ends within
/// <see cref="Patience"/>, and never throws for a failed one.
/// </summary>
public interface IGaneshaBus
{
    /// <summary>How long Ganesha may take to answer.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Adds the export that the file describes.</summary>
    Task<BusAnswer> Add(string file, int id, CancellationToken ct = default);

    /// <summary>
    /// Replaces the export's settings by those of the file; other exports and its other clients are not disturbed. Ganesha 4.3 adds an
    /// export that it does not have, so unlike <see cref="Add"/> this can never hit one that is active already (which would reset
    /// its CephFS session).
    /// </summary>
    Task<BusAnswer> Update(string file, int id, CancellationToken ct = default);

    /// <summary>
    /// As <see cref="Update"/>, with the settings themselves instead of the name of a file that holds them, and with a look afterwards: the
    /// clients that the export then has.
    /// </summary>
    Task<BusAnswer<IReadOnlyList<ExportClient>>> UpdateWith(string settings, int id, CancellationToken ct = default);

    /// <summary>Takes the export away; its clients see stale handles.</summary>
    Task<BusAnswer> Remove(int id, CancellationToken ct = default);

    /// <summary>Paths of all exports by their ids, without the pseudo file system's root (0).</summary>
    Task<BusAnswer<IReadOnlyDictionary<int, string>>> Show(CancellationToken ct = default);

    /// <summary>Clients of one export, in Ganesha's order; one that may neither read nor write is left out.</summary>
    Task<BusAnswer<IReadOnlyList<ExportClient>>> Display(int id, CancellationToken ct = default);

    /// <summary>Number of Ganesha's process on its machine.</summary>
    Task<BusAnswer<int>> Process(CancellationToken ct = default);

    /// <summary>
    /// Ends when a Ganesha that is on the bus now leaves it, as one that dies does, or when the bus itself goes; at once when there is none.
    /// Where nobody can tell it ends with the token.
    /// </summary>
    Task Gone(CancellationToken ct) => Task.Delay(Timeout.InfiniteTimeSpan, ct);
}
