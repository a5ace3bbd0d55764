namespace Abaca.Server.Groups;

/// <summary>What share group types are composed of: specs, and grants to projects.</summary>
public sealed class ShareGroupTypeParts(Visible<ShareGroupType> visible, ShareGroupTypeStore types) : ISpecsOf<ShareGroupType>, IProjectAccessOf<ShareGroupType>
{
    /// <summary>Key of the object that holds the specs.</summary>
    public const string SpecsKey = "group_specs";

    /// <inheritdoc/>
    public Visible<ShareGroupType> Visible => visible;

    /// <inheritdoc/>
    public ValueTask<ShareGroupType?> Now(Tx tx, ShareGroupType seen, CancellationToken ct) => types.Find(tx, seen.Id, ct);

    /// <inheritdoc/>
    public string Envelope => SpecsKey;

    /// <inheritdoc/>
    public string Noun => "Group spec";

    /// <inheritdoc/>
    public Reply Removed => Reply.Empty(204);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Specs(ShareGroupType type) => type.Specs;

    /// <inheritdoc/>
    public Task Save(Tx tx, ShareGroupType type, SortedDictionary<string, string> specs, CancellationToken ct) => types.SetSpecs(tx, type.Id, specs, ct);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> ProjectsOf(string type, CancellationToken ct) => await types.ProjectsOf(type, ct);

    /// <inheritdoc/>
    public Task Grant(Tx tx, string type, string project, CancellationToken ct) => types.Grant(tx, type, project, ct);

    /// <inheritdoc/>
    public Task<bool> Revoke(Tx tx, string type, string project, CancellationToken ct) => types.Revoke(tx, type, project, ct);

    /// <inheritdoc/>
    public Reply Shown(ShareGroupType type, IEnumerable<string> projects) =>
        Reply.Many([.. projects.Select(p => new ShareGroupTypeGrantView(type.Id, p))], ViewForm.Show);
}
