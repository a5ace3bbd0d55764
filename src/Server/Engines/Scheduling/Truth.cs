namespace Abaca.Server.Scheduling;

/// <summary>Truth values as oslo.utils reads them from text.</summary>
static class Truth
{
    /// <summary>True for 1, t, true, on, y, yes in any case; false for everything else.</summary>
    public static bool Of(string text) => text.Trim().ToLowerInvariant() is "1" or "t" or "true" or "on" or "y" or "yes";

    /// <summary>As <see cref="Of"/>, for a share type's spec that may carry <c>&lt;is&gt;</c> in front.</summary>
    public static bool OfSpec(string spec)
    {
        var trimmed = spec.Trim();
        return Of(trimmed.StartsWith("<is>", StringComparison.OrdinalIgnoreCase) ? trimmed[4..] : trimmed);
    }
}
