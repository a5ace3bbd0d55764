namespace Abaca.Server.Http;

/// <summary>
/// One endpoint of the API in its newest form. It is a constant of its slice (see <see cref="EndpointTable"/>): the edge routes to it, the rules
/// are asked for it, and microversions refer to it.
/// </summary>
/// <param name="Name">Our name for it, for example <c>shares.extend</c>.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Template, for example <c>/shares/{id}</c>.</param>
/// <param name="Action">Key of the body for <c>POST …/action</c>, or null.</param>
/// <param name="Policy">Rule that guards it; null for none.</param>
/// <param name="Late">The rule needs the resource or the body: the use case asks it, the edge does not.</param>
/// <param name="UseCase">Who answers.</param>
public sealed record Endpoint(string Name, string Method, string Path, string? Action, string? Policy, bool Late, UseCase UseCase) : Versioned(Name);

/// <summary>Who answers at an endpoint.</summary>
/// <param name="Register">Adds the class to the services, unless it is there.</param>
/// <param name="Handler">Finds the method among the services.</param>
public sealed record UseCase(Action<IServiceCollection> Register, Func<IServiceProvider, Func<Call, Task<Reply>>> Handler);

/// <summary>The endpoints of all slices.</summary>
public sealed class ApiRoutes(IEnumerable<Endpoint> endpoints)
{
    /// <summary>All of them.</summary>
    public IReadOnlyList<Endpoint> All { get; } = [.. endpoints];
}

/// <summary>How a slice registers its endpoints.</summary>
public static class EndpointRegistration
{
    /// <summary>Adds the endpoints and the use cases that answer there.</summary>
    public static IServiceCollection AddEndpoints(this IServiceCollection services, IReadOnlyList<Endpoint> endpoints)
    {
        foreach (var endpoint in endpoints)
        {
            endpoint.UseCase.Register(services);
            services.AddSingleton(endpoint);
        }
        return services;
    }
}
