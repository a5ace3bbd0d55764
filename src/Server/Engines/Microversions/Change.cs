namespace Abaca.Server.Microversions;

/// <summary>Collects what one microversion declares.</summary>
/// <param name="version">The version being described.</param>
/// <param name="history">Where declarations go.</param>
public sealed class Change(ApiVersion version, HistoryBuilder history)
{
    /// <summary>Endpoints that came, went, moved or stopped being experimental.</summary>
    public EndpointChange Endpoints { get; } = new(version, history);

    /// <summary>How the answers of a view changed.</summary>
    public ViewChange<T> Response<T>() where T : class, IView<T> => new(version, history.View<T>());

    /// <summary>How the body and query of endpoints changed.</summary>
    public RequestChange Request(params IReadOnlyList<Versioned> endpoints) => new(version, history, endpoints);

    /// <summary>From this version on the named behaviour holds.</summary>
    public void Behaves(Behaviour behaviour) => history.Behaviours.Add(behaviour, version);
}

/// <summary>Declares changes of endpoints.</summary>
public sealed class EndpointChange(ApiVersion version, HistoryBuilder history)
{
    /// <summary>These exist from this version on.</summary>
    public EndpointChange Gains(params IReadOnlyList<Versioned> endpoints)
    {
        foreach (var endpoint in endpoints) history.LifeOf(endpoint).From = version;
        return this;
    }

    /// <summary>These do not exist any more.</summary>
    public EndpointChange Loses(params IReadOnlyList<Versioned> endpoints)
    {
        foreach (var endpoint in endpoints) history.LifeOf(endpoint).Until = version;
        return this;
    }

    /// <summary>From this version on they answer only to requests with the experimental header.</summary>
    public EndpointChange BecomeExperimental(params IReadOnlyList<Versioned> endpoints)
    {
        foreach (var endpoint in endpoints) history.LifeOf(endpoint).Experimental = (version, null);
        return this;
    }

    /// <summary>They no longer need the experimental header.</summary>
    public EndpointChange BecomeStable(params IReadOnlyList<Versioned> endpoints)
    {
        foreach (var endpoint in endpoints)
        {
            var since = history.LifeOf(endpoint).Experimental?.From ?? ApiVersion.Oldest;
            history.LifeOf(endpoint).Experimental = (since, version);
        }
        return this;
    }

    /// <summary>Before this version the endpoint went by another path or action key.</summary>
    public EndpointChange Renames(Versioned endpoint, string before)
    {
        history.LifeOf(endpoint).Renamed = (version, before);
        return this;
    }
}

/// <summary>Declares changes of one view.</summary>
public sealed class ViewChange<T>(ApiVersion version, ViewHistory<T> view) where T : class, IView<T>
{
    /// <summary>Older clients do not see these fields.</summary>
    public ViewChange<T> Gains(params string[] fields)
    {
        foreach (var field in fields) view.Appears(field, version);
        return this;
    }

    /// <summary>Only older clients see these fields.</summary>
    public ViewChange<T> Loses(params string[] fields)
    {
        foreach (var field in fields) view.Disappears(field, version);
        return this;
    }

    /// <summary>Makes a view look as it did before this version.</summary>
    public ViewChange<T> Before(Func<T, T> older)
    {
        view.Steps.Add((version, older));
        return this;
    }
}

/// <summary>Declares changes of requests.</summary>
public sealed class RequestChange(ApiVersion version, HistoryBuilder history, IReadOnlyList<Versioned> endpoints)
{
    /// <summary>Older requests that carry these fields are read without them.</summary>
    public RequestChange Gains(params string[] fields) => Each(fields, refused: false);

    /// <summary>Older requests that carry these fields are refused.</summary>
    public RequestChange GainsStrictly(params string[] fields) => Each(fields, refused: true);

    RequestChange Each(string[] fields, bool refused)
    {
        foreach (var endpoint in endpoints)
        {
            foreach (var field in fields) history.LifeOf(endpoint).Fields[field] = (version, refused);
        }
        return this;
    }
}
