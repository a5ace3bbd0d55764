namespace Abaca.Server.Absent;

/// <summary>The endpoints of <see cref="AbsentResources"/>.</summary>
static class AbsentEndpoints
{
    static readonly EndpointTable Table = new();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Endpoint> All { get; } = [.. AbsentResources.All.Select(operation =>
        Table.Get<AbsentAnswers>(operation.Name, operation.Path, operation.Policy, answers => call => answers.To(operation, call), operation.Late))];

    /// <summary>Those that came with the version 2.<paramref name="minor"/>.</summary>
    public static IReadOnlyList<Endpoint> Since(int minor) => [.. All.Zip(AbsentResources.All).Where(e => e.Second.Since == minor).Select(e => e.First)];
}

/// <summary>Answers that a resource is not there.</summary>
sealed class AbsentAnswers(ApiSettings settings)
{
    /// <summary>An empty list, or 404 for a single resource.</summary>
    public Task<Reply> To(AbsentOperation operation, Call call)
    {
        if (operation.List is not { } list) throw Missing(operation, call["id"]);
        if (operation.Paged) PageRequest.From(call.Query, settings.MaxLimit);
        return Task.FromResult(Reply.EmptyList(list));
    }

    static ApiRefusal Missing(AbsentOperation operation, string id) =>
        new(404, string.Format(CultureInfo.InvariantCulture, operation.Missing ?? "{0}", id));
}

/// <summary>Registers the slice.</summary>
static class AbsentModule
{
    /// <summary>Adds the slice.</summary>
    public static IServiceCollection AddAbsentResources(this IServiceCollection services) => services.AddEndpoints(AbsentEndpoints.All);
}
