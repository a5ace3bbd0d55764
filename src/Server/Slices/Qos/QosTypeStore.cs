namespace Abaca.Server.Qos;

/// <summary>The one writer of QoS types.</summary>
public sealed class QosTypeStore(Db db, TimeProvider clock) : Store<QosType>(db, Columns, Tables.All, "q.id")
{
    /// <summary>The extra spec by which a share type names one.</summary>
    const string Spec = "default_qos_type";

    /// <summary>Columns, over the alias q.</summary>
    internal static readonly Columns<QosType> Columns = new(c => new QosType
    {
        Id = c.Word("q.id", id => new QosTypeId(id), q => q.Id.Text),
        Name = c.Text("q.name", q => q.Name),
        Description = c.TextOrNull("q.description", q => q.Description),
        Specs = c.Map("q.specs", q => q.Specs),
        CreatedAt = c.Moment("q.created_at", q => q.CreatedAt),
        UpdatedAt = c.MomentOrNull("q.updated_at", q => q.UpdatedAt),
    });

    /// <summary>Their table.</summary>
    internal static readonly Tables Tables = new("qos_types q");

    /// <summary>Whether a share type names it, by name or id.</summary>
    public ValueTask<bool> IsUsed(Tx tx, QosType type, CancellationToken ct = default) =>
        tx.Any($"FROM share_types t WHERE {Json.Has("t.extra_specs", Spec, type.Name)} OR {Json.Has("t.extra_specs", Spec, type.Id.Text)}", ct);

    /// <summary>Adds one.</summary>
    /// <exception cref="UniqueViolation">The name is taken.</exception>
    public Task Insert(Tx tx, QosType type, CancellationToken ct = default) => tx.Execute(Columns.Insert("qos_types q", type), ct);

    /// <summary>Sets the description.</summary>
    public Task Describe(Tx tx, QosType type, CancellationToken ct = default) =>
        tx.Execute($"UPDATE qos_types SET {Columns.Set(type, "q.description")}, updated_at = {clock.GetUtcNow()} WHERE id = {type.Id}", ct);

    /// <summary>Replaces the specs.</summary>
    public Task SetSpecs(Tx tx, QosTypeId id, IReadOnlyDictionary<string, string> specs, CancellationToken ct = default) =>
        tx.Execute($"UPDATE qos_types SET specs = {Json.Write(specs)}, updated_at = {clock.GetUtcNow()} WHERE id = {id}", ct);

    /// <summary>Removes one.</summary>
    public Task Remove(Tx tx, QosTypeId id, CancellationToken ct = default) => tx.Execute($"DELETE FROM qos_types WHERE id = {id}", ct);
}
