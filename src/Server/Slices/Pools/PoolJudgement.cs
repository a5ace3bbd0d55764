namespace Abaca.Server.Pools;

/// <summary>Whether what lies where a pool is configured is the pool that the database knows. Pure.</summary>
/// <param name="Deployment">Id of this service's deployment.</param>
/// <param name="Section">The backend's section, for the command that settles it.</param>
public sealed record PoolJudgement(string Deployment, string Section)
{
    /// <summary>Null when it may be used; else what it is and what to do.</summary>
    /// <param name="seen">What lies there.</param>
    /// <param name="known">Identity of the pool as the database has it; null when it has none yet.</param>
    /// <param name="settled">Ids of share instances that must lie in it.</param>
    public string? Of(PoolSight seen, string? known, IReadOnlyCollection<string> settled)
    {
        if (seen.Deployment is { } theirs && theirs != Deployment)
        {
            return $"{seen.Where} is the pool of deployment {theirs}, and this service is deployment {Deployment}. Nothing was touched. "
                + $"Mount this service's own pool, or put the database in place that knows this one (abaca db restore FILE). {IfMeant}";
        }
        if (known is not null && seen.Identity is null)
        {
            return $"The pool of this backend ({known}) is not at {seen.Where}: nothing of it is there. Is its disk mounted? "
                + $"Nothing was made in its place; it is looked for again. {IfMeant}";
        }
        if (known is not null && seen.Identity != known)
        {
            return $"{seen.Where} is another pool ({seen.Identity}) than the one that this backend's shares are on ({known}). Nothing was touched. "
                + $"Mount or import that one; it is looked for again. {IfMeant}";
        }
        if (known is null && seen.Instances is { } there && settled.Count > 0 && !settled.Any(there.Contains))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{seen.Where} holds none of the {settled.Count} shares that are on record there. Is its disk mounted? ")
                + $"Nothing was made in its place; it is looked for again. {IfMeant}";
        }
        return null;
    }

    string IfMeant => $"If what is there now is meant: abaca backend adopt {Section}";
}
