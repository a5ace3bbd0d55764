using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>What is there, whoever made it, and whose it says it is.</summary>
sealed partial class LocalDriver : IInventory
{
    /// <summary>Name of the mark that says whose an image is.</summary>
    const string OwnerMark = "owner";

    static readonly IReadOnlyList<BackendObject> Nothing = [];

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<BackendObject>>> List(CancellationToken ct = default)
    {
        if (!started) return Task.FromResult<DriverResult<IReadOnlyList<BackendObject>>>(NotStarted);
        List<BackendObject> all =
        [
            .. ImagePool.Boxes(pool.Root).SelectMany(file => Seen("share", file, pool.BoxOf(file))),
            .. ImagePool.Boxes(pool.Snapshots).SelectMany(file => Seen("snapshot", file, pool.SnapshotOf(file))),
            .. exports.Names().Select(file => Named("export", file)),
        ];
        return Task.FromResult<DriverResult<IReadOnlyList<BackendObject>>>(all);
    }

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<BackendObject>>> Look(ShareSpec share, CancellationToken ct = default) =>
        Found(CannotExist(share) ? null : BackendName.ToFile(share.Name), file => Seen("share", file, pool.BoxOf(file)));

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<BackendObject>>> Look(SnapshotSpec snapshot, CancellationToken ct = default) =>
        Found(BackendName.ToFile(snapshot.Name), file => Seen("snapshot", file, pool.SnapshotOf(file)));

    Task<DriverResult<IReadOnlyList<BackendObject>>> Found(string? file, Func<string, IReadOnlyList<BackendObject>> look) =>
        Task.FromResult<DriverResult<IReadOnlyList<BackendObject>>>(!started ? NotStarted : new DriverResult<IReadOnlyList<BackendObject>>.Done(file is null ? Nothing : look(file)));

    IReadOnlyList<BackendObject> Seen(string kind, string file, string box) => kernel.Look(ImagePool.ImageIn(box)) is not { } facts ? Nothing :
    [
        Named(kind, file) with
        {
            Identity = IdentityOf(facts), Mark = MarkOf(ImagePool.ImageIn(box)), SizeBytes = ImageSize.Promised(facts.Length),
            Place = new ObjectPlace(settings.Section, "NFS", NoDetails),
        },
    ];

    static BackendObject Named(string kind, string file)
    {
        var name = BackendName.FromFile(file);
        return new BackendObject(kind, name, BackendName.InstanceIn(name)) { NamedIds = BackendName.InstanceIn(name) is { } id ? [id] : [] };
    }

    /// <summary>Every image has an identity of its own, which it keeps whatever it is called and wherever its pool lies.</summary>
    static string IdentityOf(ImageFacts image) => $"local:{image.Uuid}";

    OwnershipMark? MarkOf(string image) => OwnershipMark.Read(kernel.ReadMark(image, OwnerMark));

    /// <summary>What is not this share's is not touched. One without a mark is known by its name, which the row's own id is in.</summary>
    ImageFacts Owned(SharePaths paths, ShareSpec share)
    {
        var facts = Existing(paths);
        OwnershipRules.Need(paths.Image, MarkOf(paths.Image), settings.Marks.Of(share),
            BackendName.InstanceIn(share.Name) == share.InstanceId || share.ObjectIdentity == IdentityOf(facts));
        return facts;
    }

    ImageFacts Owned(SnapshotSpec snapshot)
    {
        var facts = Existing(snapshot);
        OwnershipRules.Need(BoxOf(snapshot), MarkOf(ImagePool.ImageIn(BoxOf(snapshot))), settings.Marks.Of(snapshot),
            BackendName.InstanceIn(snapshot.Name) == snapshot.InstanceId || snapshot.ObjectIdentity == IdentityOf(facts));
        return facts;
    }
}
