namespace Abaca.Server.Shares;

/// <summary>An export location on the wire.</summary>
/// <param name="Export">What is shown.</param>
public sealed record ExportLocationView(StoredExport Export) : IView<ExportLocationView>
{
    /// <summary>Metadata key that has a field of its own.</summary>
    public const string PreferredKey = "preferred";

    /// <inheritdoc/>
    public static ViewShape<ExportLocationView> Shape { get; } = WithTimes(Fields<ExportLocationView>(v => v.Export), v => v.Export);

    /// <summary>The fields that every view of an export location begins with.</summary>
    internal static ViewShape<T> Fields<T>(Func<T, StoredExport> of) where T : class, IView<T> => new ViewShape<T>("export_location", "export_locations")
        .Text("id", v => of(v).Id)
        .Text("path", v => of(v).Path)
        .Flag("preferred", v => of(v).Preferred)
        .Map("metadata", v => of(v).Metadata)
        .Text("share_instance_id", v => of(v).InstanceId, Audience.Admin)
        .Flag("is_admin_only", v => of(v).AdminOnly, Audience.Admin);

    /// <summary>The fields that it ends with.</summary>
    internal static ViewShape<T> WithTimes<T>(ViewShape<T> shape, Func<T, StoredExport> of) where T : class, IView<T> => shape
        .Moment("created_at", v => of(v).CreatedAt, ViewForm.Show)
        .Moment("updated_at", v => of(v).UpdatedAt, ViewForm.Show);
}
