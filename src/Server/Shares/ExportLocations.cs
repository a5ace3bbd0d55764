using Abaca.Server.Data;
using Abaca.Server.Http;
using Abaca.Server.Microversions;

namespace Abaca.Server.Shares;

/// <summary>Export locations of shares and of share instances, and their metadata.</summary>
public sealed class ExportLocations(
    VisibleShares visible, ShareInstanceStore instances, ExportLocationStore exports, ShareSettings settings, Db db)
{
    /// <summary>GET /shares/{id}/export_locations.</summary>
    public async Task<Reply> OfShare(Call call) =>
        Reply.Many((await Seen(call, await visible.ToRead(call, call["id"]))).ConvertAll(e => new ExportLocationView(e)), ViewForm.Detail);

    /// <summary>GET /shares/{id}/export_locations/{location}.</summary>
    public async Task<Reply> Show(Call call) => Reply.One(new ExportLocationView(await One(call)));

    /// <summary>GET /share_instances/{id}/export_locations.</summary>
    public async Task<Reply> OfInstance(Call call) =>
        Reply.Many((await OfOneInstance(call)).ConvertAll(e => new ExportLocationView(e)), ViewForm.Detail);

    /// <summary>GET /share_instances/{id}/export_locations/{location}.</summary>
    public async Task<Reply> ShowOfInstance(Call call) =>
        Reply.One(new ExportLocationView(Pick(await OfOneInstance(call), call["location"])));

    /// <summary>GET the metadata of a location.</summary>
    public async Task<Reply> Metadata(Call call) => Reply.Map("metadata", (await One(call)).Metadata);

    /// <summary>GET one metadata item.</summary>
    public async Task<Reply> MetadataItem(Call call) => MetadataItems.One(call, (await One(call)).Metadata);

    /// <summary>POST merges, and answers with what was sent.</summary>
    public Task<Reply> MergeMetadata(Call call) => Merge(call, MetadataItems.Asked(call));

    /// <summary>PUT replaces.</summary>
    public async Task<Reply> ReplaceMetadata(Call call)
    {
        var asked = MetadataItems.Asked(call);
        return Reply.Map("metadata", await Change(call, "share_export_location:update_metadata", old => settings.ExportsForAdmins.Replacing(call, old, asked)));
    }

    /// <summary>POST of one item: the body holds exactly the key of the path.</summary>
    public Task<Reply> SetMetadataItem(Call call) => Merge(call, MetadataItems.AskedItem(call));

    /// <summary>DELETE of one item.</summary>
    public async Task<Reply> DeleteMetadataItem(Call call)
    {
        await Change(call, "share_export_location:delete_metadata", old => settings.ExportsForAdmins.Without(call, old));
        return Reply.Empty(200);
    }

    async Task<Reply> Merge(Call call, SortedDictionary<string, string> asked)
    {
        await Change(call, "share_export_location:update_metadata", old => settings.ExportsForAdmins.Merging(call, old, asked));
        return Reply.Map("metadata", asked);
    }

    async Task<SortedDictionary<string, string>> Change(
        Call call, string rule, Func<IReadOnlyDictionary<string, string>, IEnumerable<KeyValuePair<string, string>>> change)
    {
        var share = await visible.ToRead(call, call["id"]);
        call.Caller.Must(rule, share.ProjectId, share.UserId);
        var export = Pick(await Seen(call, share), call["location"]);
        var metadata = MetadataItems.Sorted(change(export.Metadata));
        await db.Transaction(tx => exports.SetMetadata(tx, export.Id, metadata, call.Aborted), call.Aborted);
        return metadata;
    }

    async Task<StoredExport> One(Call call) => Pick(await Seen(call, await visible.ToRead(call, call["id"])), call["location"]);

    async Task<List<StoredExport>> OfOneInstance(Call call)
    {
        if (await instances.Find(call["id"], call.Aborted) is not { } share || !call.MayOn(share.ProjectId, share.UserId))
        {
            throw Refusals.NotFound("Share instance", call["id"]);
        }
        return Allowed(call, await exports.Of(share.InstanceId, call.Aborted));
    }

    // Replicas other than the active one have their own place for locations since 2.47.
    async Task<List<StoredExport>> Seen(Call call, Share share) => Allowed(call, share.ReplicationType is null
        ? await exports.Of(share.InstanceId, call.Aborted)
        : await exports.Of(share.Id, onlyActive: call.Expects(Behaviour.OnlyActiveReplicaExports), call.Aborted));

    static List<StoredExport> Allowed(Call call, List<StoredExport> all) => call.Caller.IsAdmin ? all : all.FindAll(e => !e.AdminOnly);

    static StoredExport Pick(List<StoredExport> exports, string id) =>
        exports.Find(e => e.Id == id) ?? throw Refusals.NotFound("Export location", id);
}
