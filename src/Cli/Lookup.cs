namespace Abaca.Cli;

/// <summary>Finds what people name: by id, else by a name that fits exactly one.</summary>
/// <param name="cloud">The cloud.</param>
sealed class Lookup(ShareService cloud)
{
    /// <summary>The share with this id or name.</summary>
    /// <exception cref="ClientException">None, or several.</exception>
    public Task<Share> Share(string text, CancellationToken ct) => ByIdOrName("share", text,
        id => cloud.Shares.Show(id, ct),
        async name => (await cloud.Shares.List(new ShareFilter { Name = name }, ct)).Where(share => share.Name == name).ToList());

    /// <summary>The snapshot with this id or name.</summary>
    /// <exception cref="ClientException">None, or several.</exception>
    public Task<Snapshot> Snapshot(string text, CancellationToken ct) => ByIdOrName("snapshot", text,
        id => cloud.Snapshots.Show(id, ct),
        async name => (await cloud.Snapshots.List(new SnapshotFilter { Name = name }, ct)).Where(snapshot => snapshot.Name == name).ToList());

    /// <summary>The share group with this id or name.</summary>
    /// <exception cref="ClientException">None, or several.</exception>
    public Task<ShareGroup> Group(string text, CancellationToken ct) => ByIdOrName("share group", text,
        id => cloud.Groups.Show(id, ct),
        async name => (await cloud.Groups.List(name, false, ct)).Where(group => group.Name == name).ToList());

    /// <summary>The group snapshot with this id or name.</summary>
    /// <exception cref="ClientException">None, or several.</exception>
    public Task<ShareGroupSnapshot> GroupSnapshot(string text, CancellationToken ct) => ByIdOrName("group snapshot", text,
        id => cloud.Groups.ShowSnapshot(id, ct),
        async name => (await cloud.Groups.Snapshots(name, null, false, ct)).Where(snapshot => snapshot.Name == name).ToList());

    /// <summary>The group type with this id or name.</summary>
    /// <exception cref="ClientException">None.</exception>
    public async Task<ShareGroupType> GroupType(string text, CancellationToken ct)
    {
        var all = await cloud.Groups.Types(ct);
        return Single("group type", text, [.. all.Where(type => type.Id == text)], [.. all.Where(type => type.Name == text)]);
    }

    /// <summary>The share type with this id or name.</summary>
    /// <exception cref="ClientException">None.</exception>
    public async Task<ShareType> Type(string text, CancellationToken ct)
    {
        var all = await cloud.Types.List(ct);
        return Single("share type", text, [.. all.Where(type => type.Id == text)], [.. all.Where(type => type.Name == text)]);
    }

    /// <summary>A share's rule by its id, or by whom it lets in: <c>10.0.0.0/24</c> or <c>ip:10.0.0.0/24</c>.</summary>
    /// <exception cref="ClientException">None, or several.</exception>
    public async Task<AccessRule> Rule(string shareId, string text, CancellationToken ct)
    {
        var all = await cloud.Access.List(shareId, ct);
        return Single("access rule", text, [.. all.Where(rule => rule.Id == text)],
            [.. all.Where(rule => rule.AccessTo == text || $"{rule.AccessType}:{rule.AccessTo}" == text)]);
    }

    /// <summary>What an id names, else the one thing with this name.</summary>
    /// <exception cref="ClientException">None, or several.</exception>
    public static async Task<T> ByIdOrName<T>(string kind, string text, Func<string, Task<T>> byId, Func<string, Task<List<T>>> byName) where T : Resource
    {
        if (Guid.TryParse(text, out _))
        {
            try
            {
                return await byId(text);
            }
            catch (ClientException e) when (e.Trouble is Trouble.NotFound)
            {
                // A name may look like an id.
            }
        }
        return Single(kind, text, [], await byName(text));
    }

    static T Single<T>(string kind, string text, IReadOnlyList<T> withId, IReadOnlyList<T> withName) where T : Resource => (withId, withName) switch
    {
        ([var one, ..], _) => one,
        (_, [var one]) => one,
        (_, []) => throw new ClientException(Trouble.NotFound, $"there is no {kind} '{text}'{(OfProjects(kind) ? " in this project" : "")}") { Remedy = $"see 'abaca {Command(kind)} list'" },
        _ => throw new ClientException(Trouble.Ambiguous, $"{withName.Count} {kind}s are named '{text}'")
        {
            Remedy = $"name one by its id: {string.Join(", ", withName.Select(one => one.Id))}",
        },
    };

    /// <summary>Types, and what identity keeps, are not a project's.</summary>
    static bool OfProjects(string kind) => kind is not ("share type" or "group type" or "user" or "project" or "role" or "application credential");

    static string Command(string kind) => kind switch
    {
        "share type" => "type",
        "access rule" => "access",
        "share group" => "share-group",
        "group snapshot" => "share-group snapshot",
        "group type" => "share-group type",
        "user" or "project" or "role" => $"identity {kind}",
        "application credential" => "identity credential",
        _ => kind,
    };
}
