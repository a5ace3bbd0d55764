namespace Abaca.Server.ShareTypes;

/// <summary>Looks share types up for other slices.</summary>
public interface IShareTypes
{
    /// <summary>A type by id, or null; not scoped to a caller: for work on shares that have it already.</summary>
    ValueTask<ShareType?> ById(string id, CancellationToken ct = default);

    /// <summary>A type by name or id that the project may use (public, or granted to it; an admin may use any), or null.</summary>
    ValueTask<ShareType?> Named(string nameOrId, string projectId, bool isAdmin, CancellationToken ct = default);

    /// <summary>The type of option <c>default_share_type</c>, or null when none is set or it does not exist.</summary>
    ValueTask<ShareType?> Default(CancellationToken ct = default);
}
