namespace Abaca.Client;

/// <summary>A password, token or key. Printing it shows stars, so that no log, error or debugger line spells it out by accident.</summary>
/// <param name="value">The secret text.</param>
public sealed class Secret(string value)
{
    /// <summary>The secret itself: ask for it only where it goes onto the wire.</summary>
    public string Reveal() => value;

    /// <summary>Always stars.</summary>
    public override string ToString() => "******";

    /// <summary>Wraps a text, or nothing when there is none.</summary>
    public static Secret? Of(string? text) => string.IsNullOrEmpty(text) ? null : new Secret(text);
}
