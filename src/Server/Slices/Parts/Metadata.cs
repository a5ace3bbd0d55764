namespace Abaca.Server.Parts;

/// <summary>What a kind of resource says of itself to have metadata, see <see cref="Metadata{T}"/>.</summary>
/// <typeparam name="T">The resource.</typeparam>
public interface IMetadataOf<T>
{
    /// <summary>Who may set what.</summary>
    MetadataPolicy Policy { get; }

    /// <summary>Whether merging answers with all items (shares, access rules) instead of those that were sent.</summary>
    bool AnswersWhole => false;

    /// <summary>The resource of the path, for a caller who reads.</summary>
    /// <exception cref="ApiRefusal">404 or 403.</exception>
    Task<T> ToRead(Call call);

    /// <summary>The resource of the path, for a caller who changes it.</summary>
    /// <exception cref="ApiRefusal">404 or 403.</exception>
    Task<T> ToChange(Call call);

    /// <summary>The items as they were read.</summary>
    IReadOnlyDictionary<string, string> Items(T resource);

    /// <summary>The items as they are in the transaction.</summary>
    /// <exception cref="ApiRefusal">404: the resource is gone.</exception>
    ValueTask<IReadOnlyDictionary<string, string>> Items(Call call, Tx tx, T resource);

    /// <summary>Writes all items.</summary>
    Task Save(Tx tx, T resource, IReadOnlyDictionary<string, string> items, CancellationToken ct);
}

/// <summary>The same for a resource that the path names by its id.</summary>
/// <typeparam name="T">The resource.</typeparam>
public interface IMetadataOfResource<T> : IMetadataOf<T>, IPartsOf<T> where T : class, IResource<T>
{
    /// <inheritdoc/>
    Task<T> IMetadataOf<T>.ToRead(Call call) => Visible.ToRead(call, call["id"], call.Endpoint.Policy!);

    /// <inheritdoc/>
    Task<T> IMetadataOf<T>.ToChange(Call call) => Changeable(call);

    /// <inheritdoc/>
    async ValueTask<IReadOnlyDictionary<string, string>> IMetadataOf<T>.Items(Call call, Tx tx, T resource) =>
        Items(await Now(tx, resource, call.Aborted) ?? throw Visible<T>.NotFound(call["id"]));
}

/// <summary>The metadata of one kind of resource. Keys that only admins may change survive the others' replacing.</summary>
public sealed class Metadata<T>(IMetadataOf<T> of, Db db)
{
    /// <summary>GET the whole.</summary>
    public async Task<Reply> Show(Call call) => Reply.Map("metadata", of.Items(await of.ToRead(call)));

    /// <summary>GET one item.</summary>
    public async Task<Reply> ShowItem(Call call) => MetadataItems.One(call, of.Items(await of.ToRead(call)));

    /// <summary>POST merges.</summary>
    public Task<Reply> Merge(Call call) => Merge(call, MetadataItems.Asked(call));

    /// <summary>PUT replaces.</summary>
    public async Task<Reply> Replace(Call call)
    {
        var asked = MetadataItems.Asked(call);
        return Reply.Map("metadata", await Change(call, old => of.Policy.Replacing(call, old, asked)));
    }

    /// <summary>POST of one item: the body holds exactly the key of the path.</summary>
    public Task<Reply> SetItem(Call call) => Merge(call, MetadataItems.AskedItem(call));

    /// <summary>DELETE of one item.</summary>
    public async Task<Reply> DeleteItem(Call call)
    {
        await Change(call, old => of.Policy.Without(call, old));
        return Reply.Empty(200);
    }

    async Task<Reply> Merge(Call call, SortedDictionary<string, string> asked)
    {
        var all = await Change(call, old => of.Policy.Merging(call, old, asked));
        return Reply.Map("metadata", of.AnswersWhole ? all : asked);
    }

    async Task<SortedDictionary<string, string>> Change(
        Call call, Func<IReadOnlyDictionary<string, string>, IEnumerable<KeyValuePair<string, string>>> change)
    {
        var resource = await of.ToChange(call);
        return await db.Transaction(async tx =>
        {
            var changed = MetadataItems.Sorted(change(await of.Items(call, tx, resource)));
            await of.Save(tx, resource, changed, call.Aborted);
            return changed;
        }, call.Aborted);
    }
}

/// <summary>The six endpoints of metadata.</summary>
public static class MetadataEndpoints
{
    /// <summary>Adds them.</summary>
    /// <param name="table">The slice's table.</param>
    /// <param name="name">What their names begin with.</param>
    /// <param name="path">Path of the resource.</param>
    /// <param name="rules">Policy rules of reading, of changing and of deleting an item.</param>
    /// <returns>The six.</returns>
    public static IReadOnlyList<Endpoint> Metadata<T>(this EndpointTable table, string name, string path, (string Read, string Change, string Delete) rules)
    {
        var (whole, item) = ($"{path}/metadata", $"{path}/metadata/{{key}}");
        return
        [
            table.Get<Metadata<T>>($"{name}.show", whole, rules.Read, m => m.Show),
            table.Post<Metadata<T>>($"{name}.merge", whole, rules.Change, m => m.Merge),
            table.Put<Metadata<T>>($"{name}.replace", whole, rules.Change, m => m.Replace),
            table.Get<Metadata<T>>($"{name}.item", item, rules.Read, m => m.ShowItem),
            table.Post<Metadata<T>>($"{name}.set_item", item, rules.Change, m => m.SetItem),
            table.Delete<Metadata<T>>($"{name}.delete_item", item, rules.Delete, m => m.DeleteItem),
        ];
    }
}
