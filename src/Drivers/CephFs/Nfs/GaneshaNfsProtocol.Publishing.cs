using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs.Nfs;

/// <summary>Publishing and withdrawing exports. Reads first and writes only what differs.</summary>
sealed partial class GaneshaNfsProtocol
{
    const int LongestName = 200;

    /// <summary>A node reads so many in a fraction of a second.</summary>
    const int FewExports = 50;

    /// <summary>Identity that Ganesha mounts a share with; Manila's own name for it.</summary>
    static string UserOf(ShareSpec share) => "ganesha-" + share.InstanceId;

    /// <summary>
    /// Name of the share's export: the share's own, as Manila has it. One that Ganesha's parser could stumble over would take down every
    /// node that reads the index, so such a share's export is named after its instance.
    /// </summary>
    static string NameOf(ShareSpec share) =>
        share.Name.Length <= LongestName && share.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? share.Name : "share-" + share.InstanceId;

    async Task Publish(ShareSpec share, Subvolume subvolume, IReadOnlyList<ExportClient> clients, CancellationToken ct)
    {
        var stored = await objects.Read(NameOf(share), ct);
        var existing = stored.Content is { } text ? NfsExport.Parse(text) : null;
        var (keyFor, idFor) = (KeyFor(share, subvolume, existing, ct), existing is null ? FreeId(ct) : Task.FromResult(existing.Id));
        await Task.WhenAll(keyFor, idFor); // the cluster's work and the nodes' do not wait for each other
        var (key, id) = (await keyFor, await idFor);
        var export = new NfsExport(id, subvolume.Path, UserOf(share), key, subvolume.FileSystem, clients);

        var changes = stored.Content != export.Text();
        if (changes) await objects.Write(NameOf(share), export.Text(), stored.Version, ct);
        await objects.Index(NameOf(share), ct);
        var standing = existing is null ? Standing.Nothing : !existing.MountsLike(export) ? Standing.MountedOtherwise : changes ? Standing.OtherRules : Standing.ThisExport;
        await nodes.Apply(export, NameOf(share), objects.Url(NameOf(share)), standing, ct);
        watch.Mounted();
        if (changes) await Spread(NameOf(share), id, standing, ct);
    }

    /// <summary>The last rule is gone, or the share: nothing of the export stays, its identity neither.</summary>
    async Task TakeAway(ShareSpec share, Subvolume? subvolume, CancellationToken ct)
    {
        var existing = await Existing(share, ct);
        await objects.Unindex(NameOf(share), existing, ct);
        if (existing is not null)
        {
            await nodes.Remove(existing.Id, NameOf(share), ct);
            await objects.Remove(NameOf(share), ct);
            await Spread(NameOf(share), existing.Id, Standing.ThisExport, ct);
        }
        if (subvolume is null) return;
        var identities = await subvolumes.Authorized(subvolume.Called, ct);
        if (identities.ContainsKey(UserOf(share))) await subvolumes.Deauthorize(subvolume.Called, UserOf(share), ct);
    }

    async Task<NfsExport?> Existing(ShareSpec share, CancellationToken ct) =>
        (await objects.Read(NameOf(share), ct)).Content is { } text ? NfsExport.Parse(text) : null;

    /// <summary>Key of the export's identity: as it stands in the export when the cluster still knows the identity, else given anew.</summary>
    async Task<string> KeyFor(ShareSpec share, Subvolume subvolume, NfsExport? existing, CancellationToken ct)
    {
        if (existing is { Key.Length: > 0 } && existing.User == UserOf(share))
        {
            var identities = await subvolumes.Authorized(subvolume.Called, ct);
            if (identities.TryGetValue(UserOf(share), out var level) && level == AccessLevel.Rw) return existing.Key;
        }
        return await subvolumes.Authorize(subvolume.Called, UserOf(share), AccessLevel.Rw, share.ProjectId, ct: ct);
    }

    /// <summary>An id that no node serves: a counter that was set back must not take over somebody's export.</summary>
    async Task<int> FreeId(CancellationToken ct)
    {
        while (true)
        {
            var id = await objects.NextId(ct);
            var shown = await nodes.Show(id, ct);
            if (shown.All(clients => clients is null)) return id;
        }
    }

    /// <summary>A node is there or back: it is told what changed while it was away, beside the watch over it.</summary>
    void CatchUp(NfsNode node)
    {
        notification.Hurry(); // the address may have moved to a node that has not been woken yet
        stock.Begin(node);
    }

    /// <summary>Makes one export of a node what index and object say.</summary>
    async Task Settle(NfsNode node, string name, int id, CancellationToken ct)
    {
        using var turn = await locks.Enter(name, ct);
        try
        {
            await CatchUp(node, name, id, Standing.ThisExport, ct);
        }
        catch (StoppedException stopped)
        {
            node.Miss(name, id);
            backend.Settings.Log.Warn($"{node.Name} could not be told of export {name} yet: {stopped.Message}");
        }
    }

    async Task CatchUp(NfsNode node, string name, int id, Standing standing, CancellationToken ct)
    {
        var text = (await objects.Read(name, ct)).Content;
        var export = text is null ? null : NfsExport.Parse(text);
        var indexed = await objects.IsIndexed(name, ct);
        // One that is gone may have been read just before it went.
        if (!indexed || export?.Id != id) Heard(await node.Remove(id, name, ct));
        if (indexed && export is not null) Heard(await node.Apply(export, name, objects.Url(name), standing, ct));
    }

    static void Heard(NodeAnswer answer)
    {
        if (answer.End is NodeEnd.Failed or NodeEnd.Barred) throw StoppedException.Unclear(answer.Text);
    }

    /// <summary>
    /// Nodes behind a floating address that do not hold it are told too; what cannot be told, or is down on its bus only, is woken. While
    /// there are few exports all are woken in any case: a node that has none yet cannot be found by its sessions.
    /// </summary>
    async Task Spread(string name, int id, Standing standing, CancellationToken ct)
    {
        if (!set.Floats)
        {
            if (nodes.AnyDown) notification.Send();
            return;
        }
        if (!await others.Tell(node => CatchUp(node, name, id, standing, ct)) || await objects.Count(ct) <= FewExports) notification.Send();
    }

    async Task OthersFound(IReadOnlyList<GaneshaSessions>? found, CancellationToken ct)
    {
        if (!set.Floats) return;
        if (found is null) others.Lost();
        else if (await others.Found(found, ct)) notification.Send();
    }
}
