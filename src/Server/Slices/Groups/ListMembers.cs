namespace Abaca.Server.Groups;

/// <summary>GET /share-group-snapshots/{id}/members.</summary>
public sealed class ListMembers(Visible<GroupSnapshot> visible, ApiSettings settings)
{
    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var page = PageRequest.From(call.Query, settings.MaxLimit);
        var members = (await visible.ToRead(call, call["id"])).Members.ToList();
        var behind = page.Marker is { } marker ? members.FindIndex(m => m.Id == marker) + 1 : 0;
        if (page.Marker is not null && behind == 0) throw ListQuery.NoSuchMarker("member of the share group snapshot", page.Marker);
        return Reply.Many(
            [.. members.Skip(behind + page.Offset).Take(page.Wanted).Select(m => new GroupSnapshotMemberView(m))], ViewForm.Detail,
            new Page<GroupSnapshotMemberView>(page, v => v.Member.Id));
    }
}
