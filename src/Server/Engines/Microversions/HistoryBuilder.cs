namespace Abaca.Server.Microversions;

/// <summary>What the microversions declared, while it is being collected.</summary>
public sealed class HistoryBuilder
{
    readonly Dictionary<string, EndpointLife> endpoints = new(StringComparer.Ordinal);
    readonly Dictionary<Type, object> views = [];

    /// <summary>From which version on a behaviour holds.</summary>
    public Dictionary<Behaviour, ApiVersion> Behaviours { get; } = [];

    /// <summary>What is known of an endpoint.</summary>
    public EndpointLife LifeOf(Versioned endpoint)
    {
        if (!endpoints.TryGetValue(endpoint.Name, out var life)) endpoints[endpoint.Name] = life = new EndpointLife();
        return life;
    }

    /// <summary>What is known of a view.</summary>
    public ViewHistory<T> View<T>() where T : class, IView<T>
    {
        if (!views.TryGetValue(typeof(T), out var history)) views[typeof(T)] = history = new ViewHistory<T>(T.Shape);
        return (ViewHistory<T>)history;
    }
}

/// <summary>Life of one endpoint over the versions.</summary>
public sealed class EndpointLife
{
    /// <summary>First version that has it.</summary>
    public ApiVersion From { get; set; } = ApiVersion.Oldest;

    /// <summary>First version without it again.</summary>
    public ApiVersion? Until { get; set; }

    /// <summary>Versions in which it needs the experimental header.</summary>
    public (ApiVersion From, ApiVersion? Until)? Experimental { get; set; }

    /// <summary>Path or action key that was used before a version.</summary>
    public (ApiVersion At, string Before)? Renamed { get; set; }

    /// <summary>Fields of body and query that came later: since when, and whether older requests are refused or read without them.</summary>
    public Dictionary<string, (ApiVersion Since, bool Refused)> Fields { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether a request of the version needs the experimental header.</summary>
    public bool IsExperimental(ApiVersion version) =>
        Experimental is { } range && version >= range.From && (range.Until is not { } end || version < end);

    /// <summary>Whether the version has the endpoint.</summary>
    public bool Exists(ApiVersion version) => version >= From && (Until is not { } end || version < end);
}

/// <summary>Life of one view over the versions.</summary>
public sealed class ViewHistory<T>(ViewShape<T> shape) where T : class, IView<T>
{
    readonly Dictionary<string, ApiVersion> from = new(StringComparer.Ordinal);
    readonly Dictionary<string, ApiVersion> until = new(StringComparer.Ordinal);

    /// <summary>Steps that make a view look older, with the version each leads below.</summary>
    public List<(ApiVersion Below, Func<T, T> Older)> Steps { get; } = [];

    /// <summary>Records that a field appeared.</summary>
    public void Appears(string field, ApiVersion version) => from[Known(field)] = version;

    /// <summary>Records that a field disappeared.</summary>
    public void Disappears(string field, ApiVersion version) => until[Known(field)] = version;

    /// <summary>Whether clients of the version see the field.</summary>
    public bool Shows(string field, ApiVersion version) =>
        (!from.TryGetValue(field, out var first) || version >= first) && (!until.TryGetValue(field, out var gone) || version < gone);

    string Known(string field) => shape.Fields.Any(f => f.Name == field)
        ? field
        : throw new InvalidOperationException($"{typeof(T).Name} has no field {field}.");
}
