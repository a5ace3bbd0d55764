using System.Collections.Concurrent;

namespace Abaca.Server.Microversions;

/// <summary>The compiled chain of microversions: what each version has, shows and accepts.</summary>
public sealed class History
{
    readonly HistoryBuilder declared = new();
    readonly ConcurrentDictionary<Type, object> compiled = new();

    /// <summary>Compiles the chain; a declaration that names an unknown field is an error at start.</summary>
    public History(IEnumerable<Microversion> versions)
    {
        foreach (var version in versions.OrderBy(v => v.Version))
        {
            if (!version.Version.IsServed) throw new InvalidOperationException($"{version.Version} is described, but {ApiVersion.Newest} is the newest version: NewestMicroversion.cs");
            version.Describe(new Change(version.Version, declared));
        }
    }

    /// <summary>What the versions say of an endpoint.</summary>
    public EndpointLife LifeOf(Versioned endpoint) => declared.LifeOf(endpoint);

    /// <summary>Whether the behaviour holds at a version.</summary>
    public bool Expects(Behaviour behaviour, ApiVersion version) =>
        !declared.Behaviours.TryGetValue(behaviour, out var since) || version >= since;

    /// <summary>How a view is written.</summary>
    public CompiledView<T> View<T>() where T : class, IView<T> =>
        (CompiledView<T>)compiled.GetOrAdd(typeof(T), static (_, history) => new CompiledView<T>(T.Shape, history.View<T>()), declared);
}
