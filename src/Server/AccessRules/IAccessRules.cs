using Abaca.Server.Data;
using Abaca.Server.Shares;

namespace Abaca.Server.AccessRules;

/// <summary>What other slices ask of the access rules.</summary>
public interface IAccessRules
{
    /// <summary>Drops all rules of a share that is going away.</summary>
    Task RemoveAll(Tx tx, ShareId share, CancellationToken ct = default);

    /// <summary>The rules that the backend should enforce on the share now.</summary>
    ValueTask<IReadOnlyList<DriverSdk.AccessRule>> Wanted(ShareId share, CancellationToken ct = default);
}
