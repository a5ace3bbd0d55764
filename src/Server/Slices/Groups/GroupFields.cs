namespace Abaca.Server.Groups;

/// <summary>What share groups and their snapshots show alike.</summary>
static class GroupFields
{
    /// <summary>The fields with which both begin.</summary>
    public static ViewShape<T> Described<T>(this ViewShape<T> shape, Func<T, (IId Id, string Status, OwnedResource Of)> get) => shape
        .Summary("id", "name", "links")
        .Text("id", v => get(v).Id.Text)
        .Text("name", v => get(v).Of.Name)
        .Moment("created_at", v => get(v).Of.CreatedAt)
        .Text("status", v => get(v).Status)
        .Text("description", v => get(v).Of.Description)
        .Text("project_id", v => get(v).Of.ProjectId);
}
