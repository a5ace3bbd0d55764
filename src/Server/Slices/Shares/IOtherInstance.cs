namespace Abaca.Server.Shares;

/// <summary>A kind of instance that does not represent its share: a replica, or where a move has been. The slice that owns the kind registers it.</summary>
public interface IOtherInstance
{
    /// <summary>Whether the instance is of this kind.</summary>
    bool Covers(ShareInstanceView shown);

    /// <summary>The action reset_status.</summary>
    Task<Reply> Reset(Call call, ShareInstanceView shown);

    /// <summary>The action force_delete.</summary>
    Task<Reply> ForceDelete(Call call, ShareInstanceView shown);
}
