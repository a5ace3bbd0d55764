namespace Abaca.Server.Groups;

/// <summary>The specs of a share group type.</summary>
public sealed class GroupSpecs(ShareGroupTypeStore types, Visible<ShareGroupType> visible) : ISpecsOf<ShareGroupType>
{
    /// <summary>Key of the object that holds them.</summary>
    public const string Key = "group_specs";

    /// <inheritdoc/>
    public string Envelope => Key;

    /// <inheritdoc/>
    public string Noun => "Group spec";

    /// <inheritdoc/>
    public Reply Removed => Reply.Empty(204);

    /// <inheritdoc/>
    public Task<ShareGroupType> Find(Call call) => visible.ToName(call, call["id"]);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Specs(ShareGroupType type) => type.Specs;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, string>> Specs(Tx tx, ShareGroupType type, CancellationToken ct) =>
        (await types.Find(tx, type.Id, ct) ?? throw Refusals.NotFound("Share group type", type.Id)).Specs;

    /// <inheritdoc/>
    public Task Save(Tx tx, ShareGroupType type, SortedDictionary<string, string> specs, CancellationToken ct) => types.SetSpecs(tx, type.Id, specs, ct);
}
