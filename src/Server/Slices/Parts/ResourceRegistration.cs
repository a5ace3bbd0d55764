using System.Diagnostics.CodeAnalysis;

namespace Abaca.Server.Parts;

/// <summary>How a slice registers a resource.</summary>
public static class ResourceRegistration
{
    /// <summary>Adds a resource: its store, the way from ids to it, its parts and its endpoints with the use cases that answer there.</summary>
    /// <typeparam name="T">The resource.</typeparam>
    /// <typeparam name="TStore">Its store.</typeparam>
    /// <typeparam name="TParts">What it says of its parts.</typeparam>
    public static IServiceCollection AddResource<
        T,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStore,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.Interfaces)] TParts>(
        this IServiceCollection services, params ReadOnlySpan<IReadOnlyList<Endpoint>> endpoints)
        where T : class, IResource<T> where TStore : Store<T> where TParts : class
    {
        foreach (var some in endpoints) services.AddEndpoints(some);
        return services.AddSingleton<TStore>().AddVisible<T, TStore>().AddParts<TParts>();
    }

    /// <summary>Adds what a resource says of its parts, as each of them.</summary>
    public static IServiceCollection AddParts<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.Interfaces)] TParts>(
        this IServiceCollection services) where TParts : class
    {
        services.AddSingleton<TParts>();
        foreach (var part in typeof(TParts).GetInterfaces()) services.AddSingleton(part, p => p.GetRequiredService<TParts>());
        return services;
    }
}
