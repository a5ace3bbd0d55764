namespace Abaca.Server.Identity;

/// <summary>A domain: a name space of users and projects. The embedded service has exactly one.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
public sealed record Domain(string Id, string Name)
{
    /// <summary>The only domain, named as in every OpenStack.</summary>
    public static readonly Domain Default = new("default", "Default");
}
