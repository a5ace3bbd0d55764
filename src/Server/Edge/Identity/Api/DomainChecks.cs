namespace Abaca.Server.Identity.Api;

/// <summary>Requests may name the domain; there is only one.</summary>
static class DomainChecks
{
    /// <summary>Refuses a <c>domain_id</c> other than that of the default domain.</summary>
    public static void Ours(Form form, string field = "domain_id")
    {
        if (form.TextOrNull(field) is { } id && id != Domain.Default.Id) throw IdentityRefusals.NotFound("domain", id);
    }
}
