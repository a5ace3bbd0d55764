namespace Abaca.Server.Parts;

/// <summary>What a kind of resource says of its lists, see <see cref="Lists{T, TView}"/>.</summary>
/// <typeparam name="T">The resource.</typeparam>
/// <typeparam name="TView">How it is shown.</typeparam>
public interface IListOf<T, TView> where T : class, IResource<T> where TView : class, IView<TView>
{
    /// <summary>What the list is made of, and what can be asked of it.</summary>
    Listing Listing { get; }

    /// <summary>What is read of a row.</summary>
    Columns<T> Columns { get; }

    /// <summary>One as it is shown.</summary>
    TView View(T resource);

    /// <summary>The id of one that is shown.</summary>
    string Id(TView view);

    /// <summary>Adds to the rows of a detailed list what is not read with them.</summary>
    ValueTask<List<T>> Complete(List<T> rows, CancellationToken ct) => new(rows);
}

/// <summary>GET of all of a kind, plain and in detail, and of one.</summary>
public sealed class Lists<T, TView>(IListOf<T, TView> of, Db db, Visible<T> visible, ApiSettings settings)
    where T : class, IResource<T> where TView : class, IView<TView>
{
    /// <summary>The plain list.</summary>
    public Task<Reply> Index(Call call) => of.Listing.Reply((call, db, settings.MaxLimit), of.Columns, ViewForm.Summary, of.View, of.Id);

    /// <summary>The detailed list.</summary>
    public Task<Reply> Detail(Call call) => of.Listing.Reply(
        (call, db, settings.MaxLimit), of.Columns, ViewForm.Detail, of.View, of.Id, rows => of.Complete(rows, call.Aborted));

    /// <summary>One.</summary>
    public async Task<Reply> Show(Call call) => Reply.One(of.View(await visible.ToRead(call, call["id"])));
}

/// <summary>The endpoints of <see cref="Lists{T, TView}"/>.</summary>
public sealed record ListEndpoints(Endpoint Index, Endpoint Detail, Endpoint Show);

/// <summary>Adds them.</summary>
public static class ListEndpointsOf
{
    /// <summary>The three endpoints of a list.</summary>
    /// <param name="table">The slice's table.</param>
    /// <param name="name">What their names begin with.</param>
    /// <param name="path">Path of all.</param>
    /// <param name="rules">Policy rules of all, and of one.</param>
    /// <param name="late">One is looked for before its rule is asked.</param>
    public static ListEndpoints Lists<T, TView>(this EndpointTable table, string name, string path, (string All, string One) rules, bool late = false)
        where T : class, IResource<T> where TView : class, IView<TView> => new(
        table.Get<Lists<T, TView>>($"{name}.list", path, rules.All, l => l.Index),
        table.Get<Lists<T, TView>>($"{name}.detail", $"{path}/detail", rules.All, l => l.Detail),
        table.Get<Lists<T, TView>>($"{name}.show", $"{path}/{{id}}", rules.One, l => l.Show, late));
}
