namespace Abaca.Server.ShareTypes;

/// <summary>What names share types: shares, groups, quotas. The slice that owns it registers it, so that share types name none of them.</summary>
public interface IShareTypeUser
{
    /// <summary>What has the type, so that it cannot go; null when nothing has.</summary>
    Task<string?> UseOf(Tx tx, string typeId, CancellationToken ct) => Task.FromResult<string?>(null);

    /// <summary>The type goes, and what follows it with it.</summary>
    Task Forget(Tx tx, string typeId, CancellationToken ct) => Task.CompletedTask;
}
