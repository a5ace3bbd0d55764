namespace Abaca.Server.Transfers;

/// <summary>What transfers are composed of: their lists.</summary>
public sealed class ShareTransferParts(ShareTransferStore transfers) : IListOf<ShareTransfer, ShareTransferView>
{
    /// <summary>What is transferred, as requests call it.</summary>
    internal const string ShareType = "share";

    static readonly Listing List = new()
    {
        Kind = "transfer",
        Tables = ShareTransferStore.Tables,
        Alias = "t",
        Project = "t.source_project_id",
        Scope = (call, ofProject) => call.Query.OfAllProjects && call.Caller.MayEverywhere("share_transfer:get_all_tenant")
            ? Sql.Of($"1 = 1")
            : Sql.Of($"{ofProject} = {call.Caller.ProjectId}"),
        Filters =
        [
            ListFilters.Text("t.name", ["name"]),
            ListFilters.Part("t.name", ["name~"]),
            ListFilters.Text("t.share_id", ["resource_id"], new IndexedText("share_transfers", "share_id")),
            ListFilters.Text("'share'", ["resource_type"]),
            ListFilters.Text("t.source_project_id", ["source_project_id"]),
            ListFilters.Text("NULL", ["destination_project_id"]),
        ],
        SortKeys = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["id"] = "t.id",
            ["name"] = "COALESCE(t.name, '')",
            ["resource_id"] = "t.share_id",
            ["source_project_id"] = "t.source_project_id",
            ["created_at"] = "t.created_at",
            ["expires_at"] = "t.expires_at",
        },
    };

    /// <inheritdoc/>
    public Listing Listing => List;

    /// <inheritdoc/>
    public Columns<ShareTransfer> Columns => transfers.Read;

    /// <inheritdoc/>
    public ShareTransferView View(ShareTransfer resource) => new(resource);

    /// <inheritdoc/>
    public string Id(ShareTransferView view) => view.Transfer.Id.Text;
}
