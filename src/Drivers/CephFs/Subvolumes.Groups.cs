namespace Abaca.Drivers.CephFs;

/// <summary>Groups of subvolumes.</summary>
sealed partial class Subvolumes
{
    /// <summary>Names of all groups.</summary>
    public async Task<IReadOnlyList<string>> Groups(CancellationToken ct)
    {
        var answer = await Ask("fs subvolumegroup ls", Arguments(), ct);
        if (IsNotThere(answer)) return [];
        Must(answer, "listing subvolume groups");
        return [.. CephJson.Names(answer.Output).Where(SubvolumeName.IsGood)];
    }

    /// <summary>Makes a group. Only for one that is not there: made a second time, it would get its mode anew.</summary>
    public async Task CreateGroup(string group, CancellationToken ct)
    {
        var arguments = OfGroup(group);
        arguments["mode"] = options.Mode;
        Must(await Ask("fs subvolumegroup create", arguments, ct), $"making subvolume group {group}");
    }

    /// <summary>Removes an empty group; already gone is done.</summary>
    public async Task RemoveGroup(string group, CancellationToken ct)
    {
        var arguments = OfGroup(group);
        arguments["force"] = true;
        Must(await Ask("fs subvolumegroup rm", arguments, ct), $"removing subvolume group {group}", Errno.NotThere);
    }

    static Dictionary<string, object> OfGroup(string group)
    {
        var arguments = Arguments();
        arguments["group_name"] = SubvolumeName.Checked("name", group).Group!;
        return arguments;
    }
}
