namespace Abaca.Server.Qos;

/// <summary>Id of a QoS type: a 36-character uuid.</summary>
public readonly record struct QosTypeId(string Text) : IId
{
    /// <summary>A new one.</summary>
    public static QosTypeId New() => new(Guid.NewGuid().ToString());

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>A quality of service that share types may name, as stored.</summary>
public sealed record QosType : IResource<QosType>
{
    /// <inheritdoc/>
    public static string Kind => "QoS type";

    /// <inheritdoc/>
    public Owner? Owner => null;

    /// <summary>Id.</summary>
    public required QosTypeId Id { get; init; }

    /// <summary>Unique name.</summary>
    public required string Name { get; init; }

    /// <summary>Description, or null.</summary>
    public string? Description { get; init; }

    /// <summary>What it means to a backend.</summary>
    public IReadOnlyDictionary<string, string> Specs { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Last change.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>A QoS type on the wire.</summary>
/// <param name="Type">What is shown.</param>
public sealed record QosTypeView(QosType Type) : IView<QosTypeView>
{
    /// <inheritdoc/>
    public static ViewShape<QosTypeView> Shape { get; } = new ViewShape<QosTypeView>("qos_type", "qos_types")
        .Text("id", v => v.Type.Id.Text)
        .Text("name", v => v.Type.Name)
        .Text("description", v => v.Type.Description)
        .Map("specs", v => v.Type.Specs)
        .Moment("created_at", v => v.Type.CreatedAt)
        .Moment("updated_at", v => v.Type.UpdatedAt);
}
