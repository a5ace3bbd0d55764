namespace Abaca.Server.Transfers;

/// <summary>A transfer on the wire. One that was accepted is gone.</summary>
/// <param name="Transfer">What is shown.</param>
public sealed record ShareTransferView(ShareTransfer Transfer) : IView<ShareTransferView>
{
    /// <inheritdoc/>
    public static ViewShape<ShareTransferView> Shape { get; } = new ViewShape<ShareTransferView>("transfer", "transfers")
        .Summary("id", "name", "resource_type", "resource_id", "links")
        .Text("id", v => v.Transfer.Id.Text)
        .Moment("created_at", v => v.Transfer.CreatedAt)
        .Text("name", v => v.Transfer.Name)
        .Text("resource_type", _ => ShareTransferParts.ShareType)
        .Text("resource_id", v => v.Transfer.ShareId.Text)
        .Text("source_project_id", v => v.Transfer.SourceProjectId)
        .Text("destination_project_id", _ => null)
        .Flag("accepted", _ => false)
        .Moment("expires_at", v => v.Transfer.ExpiresAt)
        .Links("share-transfers", v => v.Transfer.Id.Text);
}

/// <summary>A transfer as its offer is answered: the only time that the key is shown.</summary>
/// <param name="Transfer">What is shown.</param>
/// <param name="Key">The key.</param>
public sealed record NewTransferView(ShareTransfer Transfer, string Key) : IView<NewTransferView>
{
    /// <inheritdoc/>
    public static ViewShape<NewTransferView> Shape { get; } = new ViewShape<NewTransferView>("transfer", "transfers")
        .Text("id", v => v.Transfer.Id.Text)
        .Moment("created_at", v => v.Transfer.CreatedAt)
        .Text("name", v => v.Transfer.Name)
        .Text("resource_type", _ => ShareTransferParts.ShareType)
        .Text("resource_id", v => v.Transfer.ShareId.Text)
        .Text("source_project_id", v => v.Transfer.SourceProjectId)
        .Text("destination_project_id", _ => null)
        .Flag("accepted", _ => false)
        .Moment("expires_at", v => v.Transfer.ExpiresAt)
        .Text("auth_key", v => v.Key)
        .Links("share-transfers", v => v.Transfer.Id.Text);

    // The key is a secret: it must not get into a log by way of the generated text.
    /// <inheritdoc/>
    public override string ToString() => Transfer.ToString();
}
