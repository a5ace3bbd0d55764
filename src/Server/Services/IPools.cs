using Abaca.Server.Data;
using Abaca.Server.Scheduling;

namespace Abaca.Server.Services;

/// <summary>The pools of all backends as the scheduler sees them, and the book of what was promised on each.</summary>
public interface IPools
{
    /// <summary>Every reported pool with the sums as they are there.</summary>
    Task<IReadOnlyList<PoolState>> All(IQueries at, CancellationToken ct = default);

    /// <summary>Whether a backend of this service that operators have not disabled has yet to say what it has (see <see cref="ExpectedBackends"/>).</summary>
    Task<bool> AwaitsBackends(Tx tx, CancellationToken ct = default);

    /// <summary>Adds (or takes away) promised GiB on <c>host@backend#pool</c>, in the transaction of the instance it is for.</summary>
    /// <param name="tx">The caller's transaction.</param>
    /// <param name="host"><c>host@backend#pool</c>.</param>
    /// <param name="promisedGib">Change of the sum of sizes placed there.</param>
    /// <param name="inPlaceGib">Change of the part that the backend has carried out.</param>
    /// <param name="ct">Cancellation.</param>
    Task Promise(Tx tx, string host, int promisedGib, int inPlaceGib, CancellationToken ct = default);
}
