namespace Abaca.Server.Http;

/// <summary>
/// The one way from an id in a request to a resource: what is another project's does not exist for the caller. When a use case gains a resource,
/// its row in the table of authorization (tests/Server/Golden) shows that this was asked.
/// </summary>
public sealed class Visible<T>(ISource<T> source) where T : class, IResource<T>
{
    /// <summary>A resource the caller may see, or null.</summary>
    /// <param name="call">The call.</param>
    /// <param name="id">Id, as it stood in the request.</param>
    /// <param name="rule">The rule that lets one see it; null: <see cref="IResource{T}.SeenBy"/>.</param>
    public async Task<T?> Seen(Call call, string id, string? rule = null)
    {
        var found = await source.Find(call.Caller, id, call.Aborted);
        if (found?.Owner is not var (project, user) || found.IsPublic) return found;
        var seen = (rule ?? T.SeenBy) is { } asked ? call.Caller.May(asked, project, user) : call.MayOn(project, user);
        return seen ? found : null;
    }

    /// <summary>A resource the caller may name.</summary>
    /// <exception cref="ApiRefusal">404.</exception>
    public async Task<T> ToName(Call call, string id, string? rule = null) => await Seen(call, id, rule) ?? throw NotFound(id);

    /// <summary>A resource the caller may look at, for the endpoint that is called.</summary>
    /// <exception cref="ApiRefusal">404 when they may not even see it, 403 when the endpoint's rule does not let them at this one.</exception>
    public async Task<T> ToRead(Call call, string id, string? rule = null)
    {
        var found = await ToName(call, id, rule);
        if (found.Owner is var (project, user) && !T.Open.Contains(call.Endpoint.Policy)) call.MustOn(project, user);
        return found;
    }

    /// <summary>A resource the caller may change by this rule.</summary>
    /// <exception cref="ApiRefusal">404 when they may not even see it, 403 when only the rule fails or it cannot be changed.</exception>
    public async Task<T> ToChange(Call call, string id, string rule)
    {
        var found = await ToRead(call, id);
        if (found.Owner is var (project, user)) call.Caller.Must(rule, project, user);
        found.MustBeChangeable();
        return found;
    }

    /// <summary>It is not there, or not the caller's.</summary>
    public static ApiRefusal NotFound(string id) => Refusals.NotFound(T.Kind, id);
}

/// <summary>Registers what slices let callers find.</summary>
public static class VisibleSetup
{
    /// <summary>Lets use cases find resources of a kind that a store keeps by their ids.</summary>
    public static IServiceCollection AddVisible<T, TStore>(this IServiceCollection services) where T : class, IResource<T> where TStore : Store<T> =>
        services.AddVisible<T>(p => new Stored<T>(p.GetRequiredService<TStore>()));

    /// <summary>Lets use cases find resources of a kind that come from this source.</summary>
    public static IServiceCollection AddVisible<T>(this IServiceCollection services, Func<IServiceProvider, ISource<T>> source) where T : class, IResource<T> =>
        services.AddSingleton(p => new Visible<T>(source(p)));
}

/// <summary>A store is a source of what it keeps.</summary>
sealed class Stored<T>(Store<T> store) : ISource<T> where T : class
{
    /// <inheritdoc/>
    public ValueTask<T?> Find(Caller caller, string id, CancellationToken ct) => store.Find(id, ct);
}
