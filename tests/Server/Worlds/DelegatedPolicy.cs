using Abaca.Server.Identity.Policy;

namespace Abaca.Tests.Server.Worlds;

/// <summary>A policy file that gives the members of a project everything that administrators may.</summary>
sealed class DelegatedPolicy : IDisposable
{
    readonly string directory = Directory.CreateTempSubdirectory("abaca-policy-").FullName;

    /// <summary>Writes it.</summary>
    public DelegatedPolicy()
    {
        File.WriteAllLines(Place, DefaultRules.All
            .Where(rule => rule.Name.Contains(':', StringComparison.Ordinal) && rule.Expression == "rule:context_is_admin")
            .Select(rule => $"\"{rule.Name}\": \"rule:context_is_admin or rule:project-member\""));
    }

    /// <summary>The line of the configuration that names it.</summary>
    public string Option => $"policy_file = {Place}";

    string Place => Path.Combine(directory, "delegated.yaml");

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(directory, recursive: true);
}
