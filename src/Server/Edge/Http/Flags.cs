namespace Abaca.Server.Http;

/// <summary>Manila's spellings of true and false.</summary>
public static class Flags
{
    /// <summary>Reads 0 1 t f true false y n yes no on off in any case; null for anything else.</summary>
    public static bool? Parse(string text) => text.Trim().ToLowerInvariant() switch
    {
        "1" or "t" or "true" or "y" or "yes" or "on" => true,
        "0" or "f" or "false" or "n" or "no" or "off" => false,
        _ => null,
    };
}
