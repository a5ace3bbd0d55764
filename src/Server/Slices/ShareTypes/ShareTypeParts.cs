namespace Abaca.Server.ShareTypes;

/// <summary>What share types are composed of: updates, extra specs, and grants to projects.</summary>
public sealed class ShareTypeParts(Visible<ShareType> visible, ShareTypeStore types, ShareTypeNotifications told) : IUpdateOf<ShareType>, ISpecsOf<ShareType>, IProjectAccessOf<ShareType>
{
    /// <summary>Key of the object that holds the extra specs.</summary>
    public const string SpecsKey = "extra_specs";

    const string Visibility = "share_type_access:is_public";

    /// <inheritdoc/>
    public Visible<ShareType> Visible => visible;

    /// <inheritdoc/>
    public ValueTask<ShareType?> Now(Tx tx, ShareType seen, CancellationToken ct) => types.Find(tx, seen.Id, ct);

    /// <inheritdoc/>
    public Fields Asked(Call call) => call.Body("share_type");

    /// <inheritdoc/>
    public ShareType Changed(Call call, Fields asked, ShareType now)
    {
        if (!asked.Has("name") && !asked.Has("description") && !asked.Has(Visibility))
        {
            throw Refusals.Bad($"Give at least one of name, description and {Visibility}.");
        }
        return now with
        {
            Name = asked.Has("name") ? asked.Required("name") : now.Name,
            Description = asked.Text("description") ?? now.Description,
            IsPublic = asked.Flag(Visibility) ?? now.IsPublic,
        };
    }

    /// <inheritdoc/>
    public async Task Save(Tx tx, ShareType changed, CancellationToken ct)
    {
        try
        {
            if (!await types.Describe(tx, changed, ct)) throw Visible<ShareType>.NotFound(changed.Id);
        }
        catch (UniqueViolation)
        {
            throw Refusals.Conflict($"Share type {changed.Name} exists already.");
        }
    }

    /// <inheritdoc/>
    public Task Tell(Tx tx, Call call, ShareType changed) => told.Tell(tx, "update", changed, call);

    /// <inheritdoc/>
    public Task Tell(Tx tx, Call call, ShareType type, string what, IReadOnlyDictionary<string, string> specs) => told.TellSpecs(tx, what, type.Id, specs, call);

    /// <inheritdoc/>
    public Task Try(Call call, ShareType seen, Func<Task> work) => told.Try("update", seen, call, work);

    /// <inheritdoc/>
    public Task<Reply> Shown(Call call, ShareType changed) =>
        Task.FromResult(ShareTypeReply.One(ShareTypeView.Of(changed, types.IsDefault(changed), forAdmin: true)));

    /// <inheritdoc/>
    public string Envelope => SpecsKey;

    /// <inheritdoc/>
    public string Noun => "Extra spec";

    /// <inheritdoc/>
    public Reply Removed => Reply.Accepted;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Specs(ShareType type) => type.ExtraSpecs;

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

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> ProjectsOf(string type, CancellationToken ct) => [.. (await types.All(ct)).ProjectsOf(type)];

    /// <inheritdoc/>
    public Task Grant(Tx tx, string type, string project, CancellationToken ct) => types.Grant(tx, type, project, ct);

    /// <inheritdoc/>
    public Task<bool> Revoke(Tx tx, string type, string project, CancellationToken ct) => types.Revoke(tx, type, project, ct);

    /// <inheritdoc/>
    public Reply Shown(ShareType type, IEnumerable<string> projects) =>
        Reply.Many([.. projects.Select(p => new ShareTypeGrantView(type.Id, p))], ViewForm.Show);
}
