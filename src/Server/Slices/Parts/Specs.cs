namespace Abaca.Server.Parts;

/// <summary>What a kind of type says of itself to have specs, see <see cref="Specs{T}"/>.</summary>
/// <typeparam name="T">The type that bears them.</typeparam>
public interface ISpecsOf<T> : IPartsOf<T> where T : class, IResource<T>
{
    /// <summary>Key of the object that holds them in requests and answers.</summary>
    string Envelope { get; }

    /// <summary>What refusals call one of them.</summary>
    string Noun { get; }

    /// <summary>The answer to a removal.</summary>
    Reply Removed { get; }

    /// <summary>The specs as they were read.</summary>
    IReadOnlyDictionary<string, string> Specs(T type);

    /// <summary>Writes all specs.</summary>
    Task Save(Tx tx, T type, SortedDictionary<string, string> specs, CancellationToken ct);

    /// <summary>Tells others of it, in the same transaction.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="call">The call.</param>
    /// <param name="type">The type.</param>
    /// <param name="what"><c>create</c>, <c>update</c> or <c>delete</c>.</param>
    /// <param name="specs">What was written, or the key of what went.</param>
    Task Tell(Tx tx, Call call, T type, string what, IReadOnlyDictionary<string, string> specs) => Task.CompletedTask;

    /// <summary>A value as it is stored.</summary>
    string Stored(string name, string value) => value;

    /// <summary>Refuses to remove a spec that must be there.</summary>
    void CheckRemoval(Call call, string key)
    {
    }
}

/// <summary>The specs of one kind of type, one by one and together.</summary>
public sealed class Specs<T>(ISpecsOf<T> of, Db db) where T : class, IResource<T>
{
    /// <summary>GET all.</summary>
    public async Task<Reply> Index(Call call) => Reply.Map(of.Envelope, of.Specs(await of.Named(call)));

    /// <summary>GET one.</summary>
    public async Task<Reply> Show(Call call)
    {
        var (type, key) = (await of.Named(call), call["key"]);
        return of.Specs(type).TryGetValue(key, out var value) ? One(key, value) : throw NotFound(key);
    }

    /// <summary>POST adds or replaces; the answer repeats what was sent.</summary>
    public async Task<Reply> Create(Call call)
    {
        var type = await of.Named(call);
        var sent = call.BareBody().Find(of.Envelope) ?? throw Refusals.Bad($"The request body must hold the object '{of.Envelope}'.");
        var specs = SpecsBody.Read(sent, of.Envelope, of.Stored);
        if (specs.Count == 0) throw Refusals.BadField(of.Envelope, "at least one spec is required.");
        await Change(call, type, "create", specs, stored =>
        {
            foreach (var (key, value) in specs) stored[key] = value;
        });
        return Reply.Json(json =>
        {
            json.WriteStartObject();
            json.WritePropertyName(of.Envelope);
            sent.WriteTo(json);
            json.WriteEndObject();
        });
    }

    /// <summary>PUT of one: the body holds exactly the key of the path.</summary>
    public async Task<Reply> Update(Call call)
    {
        var (type, key) = (await of.Named(call), call["key"]);
        var specs = SpecsBody.Read(call.Whole(), of.Envelope, of.Stored);
        if (specs.Count != 1 || !specs.TryGetValue(key, out var value)) throw Refusals.Bad($"The body must hold exactly the key '{key}'.");
        await Change(call, type, "update", specs, stored => stored[key] = value);
        return One(key, value);
    }

    /// <summary>DELETE of one.</summary>
    public async Task<Reply> Delete(Call call)
    {
        var (type, key) = (await of.Named(call), call["key"]);
        of.CheckRemoval(call, key);
        await Change(call, type, "delete", new Dictionary<string, string> { [key] = "" }, stored =>
        {
            if (!stored.Remove(key)) throw NotFound(key);
        });
        return of.Removed;
    }

    Task Change(Call call, T type, string what, IReadOnlyDictionary<string, string> asked, Action<SortedDictionary<string, string>> change) => db.Transaction(async tx =>
    {
        var specs = new SortedDictionary<string, string>(of.Specs(await of.Now(tx, type, call.Aborted) ?? throw Visible<T>.NotFound(call["id"])).ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
        change(specs);
        await of.Save(tx, type, specs, call.Aborted);
        await of.Tell(tx, call, type, what, asked);
    }, call.Aborted);

    static Reply One(string key, string value) => Reply.Json(json =>
    {
        json.WriteStartObject();
        json.WriteString(key, value);
        json.WriteEndObject();
    });

    ApiRefusal NotFound(string key) => Refusals.NotFound(of.Noun, key);
}

/// <summary>The five endpoints of specs.</summary>
public static class SpecsEndpoints
{
    /// <summary>Adds them.</summary>
    /// <param name="table">The slice's table.</param>
    /// <param name="name">What their names begin with.</param>
    /// <param name="path">Path of all specs of a type.</param>
    /// <param name="rule">What their policy rules begin with.</param>
    /// <returns>The five.</returns>
    public static IReadOnlyList<Endpoint> Specs<T>(this EndpointTable table, string name, string path, string rule) where T : class, IResource<T> =>
    [
        table.Get<Specs<T>>($"{name}.list", path, $"{rule}:index", s => s.Index),
        table.Post<Specs<T>>($"{name}.create", path, $"{rule}:create", s => s.Create),
        table.Get<Specs<T>>($"{name}.show", $"{path}/{{key}}", $"{rule}:show", s => s.Show),
        table.Put<Specs<T>>($"{name}.update", $"{path}/{{key}}", $"{rule}:update", s => s.Update),
        table.Delete<Specs<T>>($"{name}.delete", $"{path}/{{key}}", $"{rule}:delete", s => s.Delete),
    ];
}
