namespace Abaca.Server.Transfers;

/// <summary>The endpoints of share transfers.</summary>
static class ShareTransferEndpoints
{
    const string Path = "/share-transfers";

    /// <summary>All of them.</summary>
    public static readonly EndpointTable All = new();

    public static readonly ListEndpoints Lists = All.Lists<ShareTransfer, ShareTransferView>("share_transfers", Path, ("share_transfer:get_all", "share_transfer:get"), late: true);
    public static readonly Endpoint Create = All.Post<ShareTransfers>("share_transfers.create", Path, "share_transfer:create", u => u.Create);
    public static readonly Endpoint Accept = All.Post<AcceptTransfer>("share_transfers.accept", Path + "/{id}/accept", "share_transfer:accept", u => u.Handle);
    public static readonly Endpoint Delete = All.Delete<ShareTransfers>("share_transfers.delete", Path + "/{id}", "share_transfer:delete", u => u.Delete);
}
