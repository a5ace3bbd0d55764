namespace Abaca.Server.ShareTypes;

/// <summary>A grant on the wire.</summary>
/// <param name="TypeId">Share type.</param>
/// <param name="ProjectId">Project that may use it.</param>
public sealed record ShareTypeGrantView(string TypeId, string ProjectId) : IView<ShareTypeGrantView>
{
    /// <inheritdoc/>
    public static ViewShape<ShareTypeGrantView> Shape { get; } = new ViewShape<ShareTypeGrantView>("share_type_access", "share_type_access")
        .Text("share_type_id", v => v.TypeId)
        .Text("project_id", v => v.ProjectId);
}
