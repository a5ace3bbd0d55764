namespace Abaca.Server.Shares;

/// <summary>
/// Scheduler hints: checked against the shares they name and kept, both ways, in metadata as Manila does. Of another project's share, which
/// may be a public one, only the place is looked at: nothing is written into it.
/// </summary>
public sealed class ShareHints(Visible<Share> visible, ShareStore shares)
{
    /// <summary>Metadata key of same_host.</summary>
    public const string SameKey = "__affinity_same_host";

    /// <summary>Metadata key of different_host.</summary>
    public const string DifferentKey = "__affinity_different_host";

    static readonly string[] Names = ["same_host", "different_host", "only_host"];

    /// <summary>Reads what a body says under <c>scheduler_hints</c>.</summary>
    /// <exception cref="ApiRefusal">400: not a text.</exception>
    internal static Dictionary<string, string> Read(Fields hints, bool onlyHostToo)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Names)
        {
            if ((onlyHostToo || name != "only_host") && hints.Text(name, longest: 4096) is { Length: > 0 } value) found[name] = value;
        }
        return found;
    }

    /// <summary>Checks that every named share exists for the caller.</summary>
    /// <exception cref="ApiRefusal">400: not an id; 404: no such share.</exception>
    public async Task<HostHints> Check(Call call, IReadOnlyDictionary<string, string> hints)
    {
        var same = await Named(call, hints.GetValueOrDefault("same_host"));
        var different = await Named(call, hints.GetValueOrDefault("different_host"));
        return new HostHints(same, different, hints.GetValueOrDefault("only_host"));
    }

    /// <summary>Writes the hints into the metadata of the shares it names.</summary>
    internal async Task TellPeers(Tx tx, Share share, HostHints hosts, CancellationToken ct)
    {
        foreach (var (key, peers) in ((string, IReadOnlyList<string>)[])[(SameKey, hosts.Same), (DifferentKey, hosts.Different)])
        {
            foreach (var peer in peers) await Change(tx, share, peer, key, ids => ids.Append(share.Id.Text).Distinct(), ct);
        }
    }

    /// <summary>Takes a share that goes away out of the metadata of its peers.</summary>
    internal async Task ForgetPeers(Tx tx, Share share, CancellationToken ct)
    {
        foreach (var key in (string[])[SameKey, DifferentKey])
        {
            if (!share.Metadata.TryGetValue(key, out var peers)) continue;
            foreach (var peer in Split(peers)) await Change(tx, share, peer, key, ids => ids.Where(id => id != share.Id.Text), ct);
        }
    }

    async Task Change(Tx tx, Share share, string peerId, string key, Func<IEnumerable<string>, IEnumerable<string>> change, CancellationToken ct)
    {
        if (await shares.Find(tx, peerId, ct) is not { } peer || peer.ProjectId != share.ProjectId) return;
        var before = Split(peer.Metadata.GetValueOrDefault(key) ?? "");
        var ids = change(before).ToList();
        if (ids.SequenceEqual(before)) return;
        var metadata = new SortedDictionary<string, string>(peer.Metadata.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
        if (ids.Count > 0) metadata[key] = string.Join(',', ids);
        else metadata.Remove(key);
        await shares.SetMetadata(tx, peer.Id, metadata, ct);
    }

    async Task<IReadOnlyList<string>> Named(Call call, string? ids)
    {
        var named = Split(ids ?? "");
        foreach (var id in named)
        {
            if (!Guid.TryParse(id, out _)) throw Refusals.BadField("scheduler_hints", $"'{id}' is not the id of a share.");
            await visible.ToName(call, id);
        }
        return named;
    }

    static string[] Split(string ids) => ids.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Where a share's owner wants it.</summary>
/// <param name="Same">On the pool where all of these shares are.</param>
/// <param name="Different">On no pool where any of these is.</param>
/// <param name="OnlyHost">On this <c>host@backend#pool</c>; heeded for host admins.</param>
public sealed record HostHints(IReadOnlyList<string> Same, IReadOnlyList<string> Different, string? OnlyHost)
{
    /// <summary>As kept with the share.</summary>
    public IReadOnlyDictionary<string, string> Stored
    {
        get
        {
            var stored = new Dictionary<string, string>(StringComparer.Ordinal);
            if (Same.Count > 0) stored["same_host"] = string.Join(',', Same);
            if (Different.Count > 0) stored["different_host"] = string.Join(',', Different);
            if (OnlyHost is not null) stored["only_host"] = OnlyHost;
            return stored;
        }
    }

    /// <summary>The share's metadata with the hints in it.</summary>
    public IReadOnlyDictionary<string, string> AddTo(SortedDictionary<string, string> metadata)
    {
        if (Same.Count > 0) metadata[ShareHints.SameKey] = string.Join(',', Same);
        if (Different.Count > 0) metadata[ShareHints.DifferentKey] = string.Join(',', Different);
        return metadata;
    }
}
