namespace Abaca.Server.Operations;

/// <summary>
/// Where a new operation is handed to this process's own worker, already leased, so that no commit is spent on claiming it.
/// Stands between the two because flows start operations and the worker runs flows.
/// </summary>
sealed class LocalDispatch
{
    Func<string, string, bool> accepts = (_, _) => false;
    Action<Operation, DateTimeOffset> take = (_, _) => { };

    /// <summary>Whether the worker serves this lane and has room for the project.</summary>
    public bool Accepts(string lane, string project) => accepts(lane, project);

    /// <summary>Gives it to the worker.</summary>
    public void Take(Operation leased, DateTimeOffset until) => take(leased, until);

    /// <summary>The worker is there.</summary>
    public void To(Func<string, string, bool> accepts, Action<Operation, DateTimeOffset> take) => (this.take, this.accepts) = (take, accepts);
}
