using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Abaca.Server.Http;

/// <summary>Makes the endpoints of a slice, each a static field of the slice's <c>…Endpoints</c>, and knows them all.</summary>
/// <remarks>Type arguments are the use cases; a method of it answers.</remarks>
public sealed class EndpointTable : IReadOnlyList<Endpoint>
{
    readonly List<Endpoint> endpoints = [];

    /// <inheritdoc/>
    public int Count => endpoints.Count;

    /// <inheritdoc/>
    public Endpoint this[int index] => endpoints[index];

    /// <inheritdoc/>
    public IEnumerator<Endpoint> GetEnumerator() => endpoints.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A GET.</summary>
    public Endpoint Get<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        string name, string path, string? policy, Func<T, Func<Call, Task<Reply>>> by, bool late = false) where T : class =>
        Add("GET", name, path, null, policy, late, Of(by));

    /// <summary>A POST.</summary>
    public Endpoint Post<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        string name, string path, string? policy, Func<T, Func<Call, Task<Reply>>> by, bool late = false) where T : class =>
        Add("POST", name, path, null, policy, late, Of(by));

    /// <summary>A PUT.</summary>
    public Endpoint Put<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        string name, string path, string? policy, Func<T, Func<Call, Task<Reply>>> by) where T : class =>
        Add("PUT", name, path, null, policy, false, Of(by));

    /// <summary>A DELETE.</summary>
    public Endpoint Delete<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        string name, string path, string? policy, Func<T, Func<Call, Task<Reply>>> by) where T : class =>
        Add("DELETE", name, path, null, policy, false, Of(by));

    /// <summary>An action: a POST whose body has this one key.</summary>
    public Endpoint Action<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        string name, string path, string action, string? policy, Func<T, Func<Call, Task<Reply>>> by, bool late = false) where T : class =>
        Add("POST", name, path, action, policy, late, Of(by));

    Endpoint Add(string method, string name, string path, string? action, string? policy, bool late, UseCase by)
    {
        var endpoint = new Endpoint(name, method, path, action, policy, late, by);
        endpoints.Add(endpoint);
        return endpoint;
    }

    static UseCase Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(Func<T, Func<Call, Task<Reply>>> method)
        where T : class => new(
            services => services.TryAddSingleton<T>(),
            services => method((T)(services.GetService(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} is not registered."))));
}
