using Abaca.DriverSdk;
using Abaca.Drivers.Rados;

namespace Abaca.Drivers.CephFs;

/// <summary>
/// Subvolumes, their groups, snapshots and clones as typed calls to the mgr. A call that does not succeed throws
/// <see cref="StoppedException"/>; what callers decide on (not there, not ready) is in the answer. Each file holds one subject.
/// </summary>
sealed partial class Subvolumes(IRadosCluster cluster, CephFsOptions options)
{
    /// <summary>Deadline of one question to monitors and MDS; Manila's own.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Deadline of one command to the mgr: when it dies, another one takes over after 30 s at the latest and gets the command again;
    /// cutting clients off waits up to 30 s for every MDS.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    string? fileSystem = null;
    string? storage = null;

    /// <summary>Names of all file systems of the cluster.</summary>
    public async Task<IReadOnlyList<string>> FileSystems(CancellationToken ct)
    {
        var answer = await cluster.Monitor(new RadosCommand("fs ls", Arguments(), Deadline), ct);
        return answer.Succeeded ? CephJson.Names(answer.Output) : throw Stopped(answer, "looking for file systems");
    }

    /// <summary>The same of one of them.</summary>
    public Subvolumes In(string name) => name == fileSystem ? this : new Subvolumes(cluster, options with { FileSystem = name });

    /// <summary>The file system of this backend: the one that is configured, or the only one.</summary>
    public async Task<string> FileSystem(CancellationToken ct)
    {
        if (fileSystem is not null) return fileSystem;
        var names = await FileSystems(ct);
        if (options.FileSystem is { } wanted)
        {
            return fileSystem = names.Contains(wanted) ? wanted : throw StoppedException.Refused(
                MessageDetail.BackendNotReady, $"The cluster has no file system {wanted} ({CephFsOptions.FileSystemOption}); it has: {string.Join(", ", names)}.");
        }
        return fileSystem = names.Count == 1 ? names[0] : throw StoppedException.Refused(
            MessageDetail.BackendNotReady,
            $"The cluster has {names.Count} file systems ({string.Join(", ", names)}): name one with {CephFsOptions.FileSystemOption}.");
    }

    /// <summary>The file system as no other is: by its cluster's own id and its own number, which renaming does not change.</summary>
    public async Task<string> Storage(CancellationToken ct) => storage ??= await StorageNow(ct);

    /// <summary>As <see cref="Storage"/>, asked anew.</summary>
    public async Task<string> StorageNow(CancellationToken ct)
    {
        var id = await Say(new RadosCommand("fsid", Arguments(), Deadline), "asking for the cluster's id", ct);
        var named = await Say(
            new RadosCommand("fs get", new Dictionary<string, object>(Arguments(), StringComparer.Ordinal) { ["fs_name"] = await FileSystem(ct) }, Deadline),
            "asking for the file system's number", ct);
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"cephfs:{CephJson.ClusterId(id)}:{CephJson.FileSystemId(named)}");
    }

    async Task<string> Say(RadosCommand command, string what, CancellationToken ct)
    {
        var answer = await cluster.Monitor(command, ct);
        return answer.Succeeded ? answer.Output : throw Stopped(answer, what);
    }

    /// <summary>What the cluster says of a subvolume; null when there is none.</summary>
    public async Task<SubvolumeFacts?> Find(SubvolumeName name, CancellationToken ct)
    {
        var answer = await Ask("fs subvolume info", Named(name), ct);
        var volume = await FileSystem(ct);
        if (IsNotReady(answer))
            return new SubvolumeFacts(new Subvolume(volume, name.Name, name.Group, ""), false, null, 0);
        if (IsNotThere(answer)) return null;
        // A directory without a layout, which every whole subvolume has: its path says what is left of it.
        if (answer is { End: RadosEnd.Answered, Error: Errno.NoAttribute }) return new SubvolumeFacts(new Subvolume(volume, name.Name, name.Group, await Path(name, ct)), true, null, 0);
        Must(answer, $"looking at subvolume {name}");
        return CephJson.Facts(answer.Output, volume, name);
    }

    /// <summary>
    /// Where a subvolume is, which costs the mgr half of <see cref="Find"/> and is all that most calls need; null when there is none. The mgr does
    /// one thing after the other, so what it is asked keeps others waiting.
    /// </summary>
    public async Task<SubvolumeFacts?> Place(SubvolumeName name, CancellationToken ct)
    {
        var answer = await Ask("fs subvolume getpath", Named(name), ct);
        if (IsNotThere(answer)) return null;
        var volume = await FileSystem(ct);
        if (IsNotReady(answer)) return new SubvolumeFacts(new Subvolume(volume, name.Name, name.Group, ""), false, null, null);
        Must(answer, $"asking for the path of subvolume {name}");
        return new SubvolumeFacts(new Subvolume(volume, name.Name, name.Group, answer.Output.Trim()), true, null, null);
    }

    async Task<string> Path(SubvolumeName name, CancellationToken ct)
    {
        var answer = await Ask("fs subvolume getpath", Named(name), ct);
        Must(answer, $"asking for the path of subvolume {name}");
        return answer.Output.Trim();
    }

    /// <summary>
    /// Makes a subvolume with its size as a limit and objects in a RADOS namespace of its own. Only for one that is not there:
    /// made a second time, it would get size and mode anew.
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <param name="bytes">Its size.</param>
    /// <param name="mode">Octal mode of its top directory; null for what the operator configured.</param>
    /// <param name="ct">Gives up.</param>
    public async Task Create(SubvolumeName name, long bytes, string? mode, CancellationToken ct)
    {
        var arguments = Named(name);
        arguments["size"] = bytes;
        arguments["mode"] = mode ?? options.Mode;
        arguments["namespace_isolated"] = true;
        Must(await Ask("fs subvolume create", arguments, ct), $"making subvolume {name}");
    }

    /// <summary>Sets the size limit; with <paramref name="noShrink"/> it is refused below the space in use.</summary>
    public async Task Resize(SubvolumeName name, long bytes, bool noShrink, CancellationToken ct)
    {
        var arguments = Named(name);
        arguments["new_size"] = bytes.ToString(System.Globalization.CultureInfo.InvariantCulture);
        arguments["no_shrink"] = noShrink;
        Must(await Ask("fs subvolume resize", arguments, ct), $"resizing subvolume {name}");
    }

    /// <summary>Removes a subvolume in any state; already gone is done. Refused while it has snapshots.</summary>
    public async Task Remove(SubvolumeName name, CancellationToken ct)
    {
        var arguments = Named(name);
        arguments["force"] = true;
        Must(await Ask("fs subvolume rm", arguments, ct), $"removing subvolume {name}", Errno.NotThere);
    }

    /// <summary>Names of all subvolumes of a group (null: of none).</summary>
    public async Task<IReadOnlyList<SubvolumeName>> List(string? group, CancellationToken ct)
    {
        var arguments = Arguments();
        if (group is not null) arguments["group_name"] = group;
        var answer = await Ask("fs subvolume ls", arguments, ct);
        if (IsNotThere(answer)) return [];
        Must(answer, "listing subvolumes");
        return [.. CephJson.Names(answer.Output).Where(SubvolumeName.IsGood).Select(name => new SubvolumeName(name, group))];
    }

    /// <summary>Names of all subvolumes, whatever their group.</summary>
    public async Task<IReadOnlyList<SubvolumeName>> ListAll(CancellationToken ct)
    {
        List<SubvolumeName> all = [.. await List(null, ct)];
        foreach (var group in await Groups(ct)) all.AddRange(await List(group, ct));
        return all;
    }

    /// <summary>A text kept with the subvolume; null when there is none, or when the release cannot keep any.</summary>
    public async Task<string?> Note(SubvolumeName name, string key, CancellationToken ct)
    {
        var arguments = Named(name);
        arguments["key_name"] = key;
        var answer = await Ask("fs subvolume metadata get", arguments, ct);
        if (IsNotThere(answer) || CephWords.IsUnknownCommand(answer)) return null;
        Must(answer, $"reading {key} of subvolume {name}");
        return answer.Output.Trim();
    }

    /// <summary>Keeps a text with the subvolume; an empty one is forgotten.</summary>
    public async Task SetNote(SubvolumeName name, string key, string text, CancellationToken ct)
    {
        var arguments = Named(name);
        arguments["key_name"] = key;
        if (text.Length == 0) arguments["force"] = true;
        else arguments["value"] = text;
        var answer = await Ask(text.Length == 0 ? "fs subvolume metadata rm" : "fs subvolume metadata set", arguments, ct);
        if (CephWords.IsUnknownCommand(answer)) return;
        Must(answer, $"writing {key} of subvolume {name}");
    }

    /// <summary>One command to the mgr about the file system.</summary>
    async Task<RadosAnswer> Ask(string prefix, Dictionary<string, object> arguments, CancellationToken ct)
    {
        arguments["vol_name"] = await FileSystem(ct);
        var answer = await cluster.Manager(new RadosCommand(prefix, arguments, Patience), ct);
        return CephWords.IsNewcomer(answer) ? throw StoppedException.Unclear($"'{prefix}': {answer.Status}: the mgr has just started.") : answer;
    }

    static void Must(RadosAnswer answer, string what, int fine = 0)
    {
        if (answer.Succeeded || (answer.End == RadosEnd.Answered && answer.Error == fine)) return;
        throw Stopped(answer, what);
    }

    static StoppedException Stopped(RadosAnswer answer, string what) => new(CephWords.Explain(answer, what));

    /// <summary>It is a clone that is still copied, or one that failed.</summary>
    static bool IsNotReady(RadosAnswer answer) =>
        answer is { End: RadosEnd.Answered, Error: Errno.TryAgain } && CephWords.Says(answer, "is not ready for operation");

    static bool IsNotThere(RadosAnswer answer) => answer is { End: RadosEnd.Answered, Error: Errno.NotThere };

    static Dictionary<string, object> Arguments() => new(StringComparer.Ordinal) { ["format"] = "json" };

    static Dictionary<string, object> Named(SubvolumeName name)
    {
        var arguments = Arguments();
        arguments["sub_name"] = name.Name;
        if (name.Group is not null) arguments["group_name"] = name.Group;
        return arguments;
    }
}
