namespace Abaca.Server.Shares;

/// <summary>An export location on the wire.</summary>
/// <param name="Export">What is shown.</param>
public sealed record ExportLocationView(StoredExport Export) : IView<ExportLocationView>
{
    /// <summary>Metadata key that has a field of its own.</summary>
    public const string PreferredKey = "preferred";

    /// <inheritdoc/>
    public static ViewShape<ExportLocationView> Shape { get; } = new ViewShape<ExportLocationView>("export_location", "export_locations")
        .Text("id", v => v.Export.Id)
        .Text("path", v => v.Export.Path)
        .Flag("preferred", v => v.Export.Preferred)
        .Map("metadata", v => v.Export.Metadata)
        .Text("share_instance_id", v => v.Export.InstanceId, Audience.Admin)
        .Flag("is_admin_only", v => v.Export.AdminOnly, Audience.Admin)
        .Moment("created_at", v => v.Export.CreatedAt, ViewForm.Show)
        .Moment("updated_at", v => v.Export.UpdatedAt, ViewForm.Show);
}
