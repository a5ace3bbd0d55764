using Abaca.Server.Identity.Storage;

namespace Abaca.Server.Reconcile;

/// <summary>Whether a project is there. Only the identity that is built in can be asked; another one's ids are taken at the operator's word.</summary>
public sealed class ProjectQuestion(ReconcileSettings settings, Db db)
{
    /// <summary>Makes sure that what is adopted gets an owner.</summary>
    /// <exception cref="ApiRefusal">400: no project has the id.</exception>
    internal async Task MustBe(string id, CancellationToken ct)
    {
        if (settings.OwnsProjects && await db.Project(id, ct) is null)
            throw Refusals.BadField("project_id", $"no project has the id '{id}'; 'abaca identity project list' names them.");
    }
}
