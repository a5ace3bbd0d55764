namespace Abaca.Server.Identity;

/// <summary>How wrong guesses counted under one key slow down the next attempt.</summary>
/// <param name="Free">Wrong guesses that cost nothing.</param>
/// <param name="Longest">The longest pause. Pauses start at one second and double with each further wrong guess.</param>
/// <param name="Forgive">One wrong guess is forgotten each time so much has passed.</param>
public sealed record GuessLimit(int Free, TimeSpan Longest, TimeSpan Forgive);

/// <summary>The two ways in which guesses are counted. None of them locks anybody out for longer than its longest pause.</summary>
public sealed record GuessLimits
{
    /// <summary>One user from one address: what stops a guesser.</summary>
    public GuessLimit Pair { get; init; } = new(5, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60));

    /// <summary>Anybody from one address (for IPv6: one /64): what stops trying one password on every user. Roomy: an address may be many people, and those
    /// who have been let in from there are not counted in.</summary>
    public GuessLimit Address { get; init; } = new(30, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(15));
}
