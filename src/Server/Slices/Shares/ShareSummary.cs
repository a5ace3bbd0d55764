namespace Abaca.Server.Shares;

/// <summary>A share in the plain list, which looks the same in every version: read from the share's own row, no other table.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
public sealed record ShareSummary(string Id, string? Name) : IView<ShareSummary>
{
    /// <inheritdoc/>
    public static ViewShape<ShareSummary> Shape { get; } = new ViewShape<ShareSummary>("share", "shares")
        .Summary("id", "name", "links")
        .Text("id", v => v.Id)
        .Text("name", v => v.Name)
        .Links("shares", v => v.Id);
}
