using Abaca.Server.Data;
using Abaca.Server.Shares;

namespace Abaca.Server.AccessRules;

/// <summary>What other slices ask of the access rules.</summary>
public interface IAccessRules
{
    /// <summary>Drops all rules of a share that is going away.</summary>
    Task RemoveAll(Tx tx, Share share, CancellationToken ct = default);

    /// <summary>The share has moved: its rules are to be applied where it is now, and are forgotten where it was.</summary>
    Task Follow(Tx tx, Share moved, ShareInstanceId from, CancellationToken ct = default);

    /// <summary>From now on clients may only read, whatever their rules say; or as their rules say again.</summary>
    Task Lower(Tx tx, Share share, bool readOnly, CancellationToken ct = default);

    /// <summary>A new replica is to have the rules of another instance, as soon as they are asked for there.</summary>
    Task Copy(Tx tx, Share replica, ShareInstanceId from, CancellationToken ct = default);

    /// <summary>Drops the rules of a replica that is going away; those that were only left there are gone then.</summary>
    Task RemoveAt(Tx tx, Share replica, CancellationToken ct = default);

    /// <summary>What an instance is to enforce has changed, or its backend may have lost it: its rules are applied once more.</summary>
    Task ApplyAgain(Tx tx, Share share, CancellationToken ct = default);

    /// <summary>Asks for a pass over the rules of one instance.</summary>
    Task AskAt(Tx tx, Share share, CancellationToken ct = default);

    /// <summary>The rules that the backend should enforce on this instance of a share now.</summary>
    ValueTask<IReadOnlyList<DriverSdk.AccessRule>> Wanted(Share share, CancellationToken ct = default);
}
