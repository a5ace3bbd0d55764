using Abaca.Server.Http;

namespace Abaca.Server.ShareTypes;

/// <summary>Finds share types for a caller: a private one that was not granted to their project does not exist for them.</summary>
public sealed class VisibleShareTypes(ShareTypeStore types)
{
    /// <summary>A type by id.</summary>
    /// <exception cref="ApiRefusal">404.</exception>
    public async Task<ShareType> ById(Call call, string id) =>
        await types.Named(id, call.Caller.ProjectId, call.Caller.IsAdmin, call.Aborted) is { } type && type.Id == id
            ? type
            : throw NotFound(id);

    /// <summary>404 for a type.</summary>
    public static ApiRefusal NotFound(string id) => Refusals.NotFound("Share type", id);
}
