using System.Text;

namespace Abaca.Tests.Drivers.Hostile;

/// <summary>What a client may reach: the way to its share and everything in it. Whatever else a handle shows is somebody else's.</summary>
/// <param name="client">The client.</param>
/// <param name="path">Parts of the share's path on the server.</param>
sealed class Territory(RawNfs client, IReadOnlyList<string> path)
{
    /// <summary>
    /// With this begin names and contents of everything that these tests make. Through handles of their making they write and remove only
    /// where they find it: a server that leaks leads them to the machine's own files, which they read and leave alone.
    /// </summary>
    const string Mark = "abaca-hostile-";

    /// <summary>The file system id of Ganesha's own name space, which has directories on the way to exports and nothing else.</summary>
    static readonly (ulong, ulong) GaneshasOwn = (152, 152);

    /// <summary>Where servers show a share's snapshots to whoever may see the share.</summary>
    static readonly string[][] Hidden = [[".zfs"], [".zfs", "snapshot"], [".zfs", "shares"], [".snap"]];

    readonly HashSet<NfsAttributes> inside = [];

    /// <summary>Directories whose attributes change by themselves: those on the way to the share, and the hidden ones.</summary>
    readonly HashSet<(ulong Major, ulong Minor, ulong FileId)> passed = [];
    readonly HashSet<string> names = new(StringComparer.Ordinal);
    readonly HashSet<string> contents = new(StringComparer.Ordinal);

    /// <summary>Handles of what is in the share, the top first.</summary>
    public List<byte[]> Handles { get; } = [];

    /// <summary>Handles of the directories on the way to it, and of the hidden ones.</summary>
    public List<byte[]> Passed { get; } = [];

    /// <summary>Puts a file, and a directory with one more, into the share.</summary>
    /// <returns>The names and contents that only this share has.</returns>
    public async Task<(string File, string Content)> Fill(CancellationToken ct)
    {
        var (file, content) = ($"{Mark}file-{Guid.NewGuid():N}", $"{Mark}content-{Guid.NewGuid():N}");
        var top = await Walk(path, ct) ?? throw new InvalidOperationException($"/{string.Join('/', path)} cannot be reached.");
        Must(await client.WriteFile(top, file, Encoding.UTF8.GetBytes(content), ct));
        var made = await client.Send(new Compound().At(top).MakeDirectory(file + "-inside", Convert.ToUInt32("755", 8)).Handle(), ct);
        Must(made.Status);
        Must(await client.WriteFile(made.Handle, file + "-deep", Encoding.UTF8.GetBytes(content + "-deep"), ct));
        return (file, content);
    }

    /// <summary>Looks at all of it, as far as it may be reached now.</summary>
    public async Task Survey(CancellationToken ct)
    {
        inside.Clear();
        Handles.Clear();
        Passed.Clear();
        for (var depth = 0; depth < path.Count; depth++)
        {
            if (await Walk(path.Take(depth), ct) is not { } way) return;
            await Pass(way, ct);
            names.Add(path[depth]);
        }
        if (await Walk(path, ct) is not { } top) return;
        await Enter(top, ct);
        foreach (var hidden in Hidden)
            if (await Walk([.. path, .. hidden], ct) is { } seen) await Pass(seen, ct);
    }

    /// <summary>
    /// What a handle that the server has taken shows of others'; null when it shows nothing. Where content cannot be asked for, the object's number
    /// says whose it is.
    /// </summary>
    public async Task<string?> Trespass(byte[] handle, NfsAttributes? shown, bool mayBeRead, CancellationToken ct)
    {
        List<string> reached = [];
        if (shown?.FileSystem == GaneshasOwn) return null;
        var listed = await client.Send(new Compound().At(handle).List(), ct);
        var strangers = listed.Names.Where(name => !names.Contains(name)).ToList();
        // The kernel takes several ids of the file system for the root of its name space, and shows the one that was named.
        var isWay = shown is not null && listed.Ok && strangers.Count == 0 && passed.Any(way => way.FileId == shown.FileId);
        var isOwnByNumber = shown is not null && !mayBeRead && inside.Any(own => own.FileId == shown.FileId);
        var known = shown is not null && (isWay || isOwnByNumber || inside.Contains(shown) || passed.Contains(Number(shown)));
        // Over CephFS the attributes of what a number names can be seen in a snapshot that is made up: known, and told to operators.
        if (shown is not null && !known && mayBeRead) reached.Add($"attributes of {shown}");
        if (strangers.Count > 0) reached.Add($"names {string.Join(' ', strangers.Take(8))}");
        if (mayBeRead) reached.AddRange(await Contents(handle, strangers, known, ct));
        return reached.Count == 0 ? null : string.Join("; ", reached);
    }

    async Task<IReadOnlyList<string>> Contents(byte[] handle, IReadOnlyList<string> strangers, bool known, CancellationToken ct)
    {
        List<string> reached = [];
        var read = await client.Send(new Compound().At(handle).Read(), ct);
        if (read.Ok && read.Content.Length > 0 && !contents.Contains(Encoding.UTF8.GetString(read.Content))) reached.Add("content");
        foreach (var stranger in strangers.Take(8))
        {
            var inStranger = await client.Send(new Compound().At(handle).Lookup(stranger).Read(), ct);
            if (inStranger.Ok) reached.Add($"content of {stranger}");
        }
        if (!known) reached.AddRange(await Changes(handle, ct));
        return reached;
    }

    /// <summary>What can be changed through a handle; nothing is tried on what these tests have not made.</summary>
    public async Task<IReadOnlyList<string>> Changes(byte[] handle, CancellationToken ct)
    {
        var entries = (await client.Send(new Compound().At(handle).List(), ct)).Names;
        var content = Encoding.UTF8.GetString((await client.Send(new Compound().At(handle).Read(), ct)).Content);
        var isOfTests = entries.Count > 0 ? entries.All(IsMarked) : IsMarked(content);
        if (!isOfTests) return [];
        List<string> done = [];
        if ((await client.Send(new Compound().At(handle).Write(StateId.Anonymous, Forged), ct)).Ok) done.Add("written");
        if (await client.WriteFile(handle, $"{Mark}{Guid.NewGuid():N}", Forged.ToArray(), ct) == NfsStatus.Ok) done.Add("a file made");
        if ((await client.Send(new Compound().At(handle).MakeDirectory($"{Mark}{Guid.NewGuid():N}", 0), ct)).Ok) done.Add("a directory made");
        foreach (var entry in entries.Take(8))
        {
            if ((await client.Send(new Compound().At(handle).Lookup(entry).Write(StateId.Anonymous, Forged), ct)).Ok) done.Add($"{entry} written");
            if ((await client.Send(new Compound().At(handle).Remove(entry), ct)).Ok) done.Add($"{entry} removed");
        }
        if ((await client.Send(new Compound().At(handle).Truncate(), ct)).Ok) done.Add("truncated");
        return done;
    }

    static ReadOnlySpan<byte> Forged => "abaca-hostile-forged"u8;

    static bool IsMarked(string text) => text.StartsWith(Mark, StringComparison.Ordinal);

    /// <summary>Every file of the share with its content, as it is now.</summary>
    public async Task<IReadOnlyDictionary<string, string>> Files(CancellationToken ct)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await Files(await Walk(path, ct) ?? throw new InvalidOperationException($"/{string.Join('/', path)} cannot be reached."), "", files, ct);
        return files;
    }

    async Task Files(byte[] directory, string prefix, SortedDictionary<string, string> files, CancellationToken ct)
    {
        foreach (var name in (await client.Send(new Compound().At(directory).List(), ct)).Names)
        {
            var entry = await client.Send(new Compound().At(directory).Lookup(name).Handle().Attributes(), ct);
            var isDirectory = entry.Attributes!.Kind == NfsAttributes.Directory;
            files[prefix + name] = isDirectory ? "" : Encoding.UTF8.GetString((await client.Send(new Compound().At(entry.Handle).Read(), ct)).Content);
            if (isDirectory) await Files(entry.Handle, prefix + name + "/", files, ct);
        }
    }

    async Task Pass(byte[] handle, CancellationToken ct)
    {
        Passed.Add(handle);
        var seen = await client.Send(new Compound().At(handle).Attributes(), ct);
        if (seen.Attributes is null) return; // the kernel shows that ZFS has a directory of shares, and nothing of it
        passed.Add(Number(seen.Attributes));
        names.UnionWith(seen.Attributes.FileSystem == GaneshasOwn ? [] : (await client.Send(new Compound().At(handle).List(), ct)).Names);
    }

    async Task Enter(byte[] handle, CancellationToken ct)
    {
        var seen = await client.Send(new Compound().At(handle).Attributes(), ct);
        Handles.Add(handle);
        inside.Add(seen.Attributes!);
        if (seen.Attributes!.Kind == NfsAttributes.File) contents.Add(Encoding.UTF8.GetString((await client.Send(new Compound().At(handle).Read(), ct)).Content));
        if (seen.Attributes.Kind != NfsAttributes.Directory) return;
        foreach (var name in (await client.Send(new Compound().At(handle).List(), ct)).Names)
        {
            names.Add(name);
            var entry = await client.Send(new Compound().At(handle).Lookup(name).Handle(), ct);
            if (entry.Ok) await Enter(entry.Handle, ct);
        }
    }

    async Task<byte[]?> Walk(IEnumerable<string> parts, CancellationToken ct)
    {
        var request = parts.Aggregate(new Compound().Root(), (step, part) => step.Lookup(part));
        var reply = await client.Send(request.Handle(), ct);
        return reply.Ok ? reply.Handle : null;
    }

    static (ulong, ulong, ulong) Number(NfsAttributes seen) => (seen.FileSystem.Major, seen.FileSystem.Minor, seen.FileId);

    static void Must(NfsStatus status)
    {
        if (status != NfsStatus.Ok) throw new InvalidOperationException($"The share cannot be filled: {status}.");
    }
}
