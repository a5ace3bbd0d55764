namespace Abaca.Server.Shares;

/// <summary>The bounds that a share type sets on sizes.</summary>
static class SizeLimits
{
    /// <summary>Refuses a size (GiB) outside the bounds; null: no bound.</summary>
    public static void Check(int sizeGib, int? least, int? most)
    {
        if (least is { } min && sizeGib < min) throw Refusals.BadField("size", $"{sizeGib} GiB is less than the share type's minimum of {min} GiB.");
        if (most is { } max && sizeGib > max) throw Refusals.BadField("size", $"{sizeGib} GiB is more than the share type's maximum of {max} GiB.");
    }
}
