namespace Abaca.Server.Operations;

/// <summary>How much of a lane's work may be claimed now.</summary>
/// <param name="Most">How many in all.</param>
/// <param name="Of">How many of a project.</param>
/// <param name="After">Whose turn was last; the turns go on behind it, in the order of the projects' ids.</param>
sealed record LaneRoom(int Most, Func<string, int> Of, string? After);

/// <summary>What was claimed.</summary>
/// <param name="Held">Leased now.</param>
/// <param name="Left">Whether more may be due than was claimed.</param>
/// <param name="LookFurther">Whether the look ended early, so that another one may find more at once.</param>
/// <param name="Last">Whose turn was last.</param>
sealed record Claimed<THeld>(IReadOnlyList<THeld> Held, bool Left, bool LookFurther, string? Last)
{
    /// <summary>The same about other things.</summary>
    public Claimed<TOther> Of<TOther>(IReadOnlyList<TOther> held) => new(held, Left, LookFurther, Last);

    /// <summary>The same about what is made of each.</summary>
    public Claimed<TOther> Of<TOther>(Func<THeld, TOther> made) => Of<TOther>([.. Held.Select(made)]);
}
