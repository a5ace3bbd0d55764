namespace Abaca.Server.Identity.Policy;

/// <summary>A rule's expression cannot be understood. Only the loader sees it.</summary>
/// <param name="problem">What is wrong.</param>
/// <param name="remedy">What to write.</param>
sealed class RuleSyntaxException(string problem, string remedy) : Exception(problem)
{
    public string Remedy { get; } = remedy;
}
