namespace Abaca.Server.Qos;

/// <summary>What QoS types are composed of: their list, updates of the description, and specs.</summary>
public sealed class QosTypeParts(Visible<QosType> visible, QosTypeStore types) : IListOf<QosType, QosTypeView>, IUpdateOf<QosType>, ISpecsOf<QosType>
{
    /// <summary>Key of the object that holds the specs.</summary>
    public const string SpecsKey = "specs";

    static readonly Listing List = new()
    {
        Kind = "QoS type",
        Tables = QosTypeStore.Tables,
        Alias = "q",
        Project = "q.id",
        Scope = (_, _) => Sql.Of($"1 = 1"),
        Filters =
        [
            ListFilters.Text("q.name", ["name"]), ListFilters.Text("q.description", ["description"]),
            ListFilters.Part("q.name", ["name~"]), ListFilters.Part("q.description", ["description~"]),
        ],
        SortKeys = Listing.Columns("q", ["id", "name", "description", "created_at", "updated_at"], "description"),
    };

    /// <inheritdoc/>
    public Visible<QosType> Visible => visible;

    /// <inheritdoc/>
    public Listing Listing => List;

    /// <inheritdoc/>
    public Columns<QosType> Columns => types.Read;

    /// <inheritdoc/>
    public QosTypeView View(QosType resource) => new(resource);

    /// <inheritdoc/>
    public string Id(QosTypeView view) => view.Type.Id.Text;

    /// <inheritdoc/>
    public ValueTask<QosType?> Now(Tx tx, QosType seen, CancellationToken ct) => types.Find(tx, seen.Id, ct);

    /// <inheritdoc/>
    public Fields Asked(Call call) => call.Body("qos_type", missing: 422);

    /// <inheritdoc/>
    public QosType Changed(Call call, Fields asked, QosType now) => now with { Description = asked.TextOr("description", now.Description) };

    /// <inheritdoc/>
    public Task Save(Tx tx, QosType changed, CancellationToken ct) => types.Describe(tx, changed, ct);

    /// <inheritdoc/>
    public async Task<Reply> Shown(Call call, QosType changed) => Reply.One(View(await types.Find(changed.Id, call.Aborted) ?? changed));

    /// <inheritdoc/>
    public string Envelope => SpecsKey;

    /// <inheritdoc/>
    public string Noun => "QoS spec";

    /// <inheritdoc/>
    public Reply Removed => Reply.Empty(204);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Specs(QosType type) => type.Specs;

    /// <inheritdoc/>
    public Task Save(Tx tx, QosType type, SortedDictionary<string, string> specs, CancellationToken ct) => types.SetSpecs(tx, type.Id, specs, ct);
}
