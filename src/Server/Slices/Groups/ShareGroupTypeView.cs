namespace Abaca.Server.Groups;

/// <summary>A share group type on the wire.</summary>
/// <param name="Type">What is shown.</param>
/// <param name="IsDefault">It is the type of groups that name none.</param>
public sealed record ShareGroupTypeView(ShareGroupType Type, bool IsDefault) : IView<ShareGroupTypeView>
{
    /// <inheritdoc/>
    public static ViewShape<ShareGroupTypeView> Shape { get; } = new ViewShape<ShareGroupTypeView>("share_group_type", "share_group_types")
        .Text("id", v => v.Type.Id)
        .Text("name", v => v.Type.Name)
        .Flag("is_public", v => v.Type.IsPublic)
        .Map("group_specs", v => v.Type.Specs)
        .List("share_types", v => v.Type.ShareTypeIds)
        .Flag("is_default", v => v.IsDefault);
}

/// <summary>A grant on a private share group type on the wire.</summary>
/// <param name="TypeId">Share group type.</param>
/// <param name="ProjectId">Project that may use it.</param>
public sealed record ShareGroupTypeGrantView(string TypeId, string ProjectId) : IView<ShareGroupTypeGrantView>
{
    /// <inheritdoc/>
    public static ViewShape<ShareGroupTypeGrantView> Shape { get; } =
        new ViewShape<ShareGroupTypeGrantView>("share_group_type_access", "share_group_type_access")
            .Text("share_group_type_id", v => v.TypeId)
            .Text("project_id", v => v.ProjectId);
}
