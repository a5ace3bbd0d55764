namespace Abaca.Server.ShareTypes;

/// <summary>The extra specs of a share type.</summary>
public sealed class ShareTypeExtraSpecs(ShareTypeStore types, Visible<ShareType> visible) : ISpecsOf<ShareType>
{
    /// <summary>Key of the object that holds them.</summary>
    public const string Key = "extra_specs";

    /// <inheritdoc/>
    public string Envelope => Key;

    /// <inheritdoc/>
    public string Noun => "Extra spec";

    /// <inheritdoc/>
    public Reply Removed => Reply.Accepted;

    /// <inheritdoc/>
    public Task<ShareType> Find(Call call) => visible.ToName(call, call["id"]);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Specs(ShareType type) => type.ExtraSpecs;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, string>> Specs(Tx tx, ShareType type, CancellationToken ct) =>
        (await types.Find(tx, type.Id, ct) ?? throw Visible<ShareType>.NotFound(type.Id)).ExtraSpecs;

    /// <inheritdoc/>
    public Task Save(Tx tx, ShareType type, SortedDictionary<string, string> specs, CancellationToken ct) => types.SetExtraSpecs(tx, type.Id, specs, ct);

    /// <inheritdoc/>
    public string Stored(string name, string value) => KnownSpecs.Stored(name, value);

    /// <inheritdoc/>
    public void CheckRemoval(Call call, string key)
    {
        var required = key == KnownSpecs.HandlesShareServers
            || (key == KnownSpecs.SnapshotSupport && !call.Expects(Behaviour.ExplicitSnapshotSupport));
        if (required) throw Refusals.NotAllowed($"The extra spec {key} is required and cannot be deleted.");
    }
}
