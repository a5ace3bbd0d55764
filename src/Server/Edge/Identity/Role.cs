namespace Abaca.Server.Identity;

/// <summary>A role: a word that policy rules look for.</summary>
/// <param name="Id">32 hexadecimal digits.</param>
/// <param name="Name">Lower case.</param>
/// <param name="Description">Free text, or null.</param>
public sealed record Role(string Id, string Name, string? Description)
{
    /// <summary>May do everything.</summary>
    public const string Admin = "admin";

    /// <summary>May use a project.</summary>
    public const string Member = "member";

    /// <summary>May look at a project.</summary>
    public const string Reader = "reader";

    /// <summary>Another service acting for a user.</summary>
    public const string Service = "service";

    /// <summary>The roles that always exist.</summary>
    public static readonly IReadOnlyList<string> BuiltIn = [Admin, Member, Reader, Service];

    /// <summary>Adds the roles that the given ones imply: admin ⊃ member ⊃ reader. Sorted by name, each once.</summary>
    public static IReadOnlyList<string> Expand(IEnumerable<string> names)
    {
        var all = new SortedSet<string>(names, StringComparer.Ordinal);
        if (all.Contains(Admin)) all.Add(Member);
        if (all.Contains(Member)) all.Add(Reader);
        return [.. all];
    }
}
