namespace Abaca.Server.Shares;

/// <summary>The body of a share creation, read and checked as far as it can be without looking anything up.</summary>
sealed record CreateShareRequest(
    int? Size, string Protocol, string? Name, string? Description, string? Type, bool IsPublic,
    SortedDictionary<string, string> Metadata, string? SnapshotId, string? Zone, string? MountPointName, string? GroupId,
    Dictionary<string, string> Hints)
{
    /// <summary>Reads the body.</summary>
    /// <exception cref="ApiRefusal">400 for a field, 404 for a resource of a kind that cannot exist here, 422 without envelope.</exception>
    public static CreateShareRequest From(Call call, ShareSettings settings)
    {
        var share = call.Body("share", missing: 422);
        RefuseAbsentKinds(share);
        var snapshot = share.Reference("snapshot_id");
        return new CreateShareRequest(
            SizeOf(share, snapshot),
            ProtocolOf(share, settings),
            share.TextOrSynonym("name", "display_name"),
            share.TextOrSynonym("description", "display_description"),
            TypeOf(share),
            share.Flag("is_public") ?? false,
            share.Metadata("metadata") ?? new SortedDictionary<string, string>(StringComparer.Ordinal),
            snapshot,
            share.Reference("availability_zone"),
            share.Text("mount_point_name"),
            share.Reference("share_group_id"),
            share.Object("scheduler_hints") is { } hints ? ShareHints.Read(hints, call.Expects(Behaviour.OnlyHostHint)) : []);
    }

    static int? SizeOf(Fields share, string? snapshot)
    {
        var unset = !share.Has("size") || share.Number("size") == 0;
        if (unset && snapshot is not null) return null;
        return share.Size("size") ?? throw Refusals.BadField("size", "a size in GiB is required.");
    }

    static string ProtocolOf(Fields share, ShareSettings settings)
    {
        var protocol = share.Required("share_proto").ToUpperInvariant();
        return settings.Protocols.Contains(protocol)
            ? protocol
            : throw Refusals.BadField("share_proto", $"{protocol} is not offered here; offered: {string.Join(", ", settings.Protocols)}.");
    }

    static string? TypeOf(Fields share) => share.Has("share_type") && share.Has("volume_type")
        ? throw Refusals.Bad("Give share_type or its old name volume_type, not both.")
        : share.Reference("share_type") ?? share.Reference("volume_type");

    static void RefuseAbsentKinds(Fields share)
    {
        if (share.Reference("share_network_id") is { } network) throw Refusals.NotFound("Share network", network);
        if (share.Has("encryption_key_ref")) throw Refusals.BadField("encryption_key_ref", "the share type does not offer encryption.");
    }
}
