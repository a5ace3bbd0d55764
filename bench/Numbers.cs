namespace Abaca.Bench;

/// <summary>The few statistics used here.</summary>
static class Numbers
{
    /// <summary>The middle value; the mean of the two middle ones of an even number.</summary>
    public static double Median(this IEnumerable<double> values) => values.Quantile(0.5);

    /// <summary>The value below which this part of all values lies.</summary>
    public static double Quantile(this IEnumerable<double> values, double part)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0) throw new BenchFailure("nothing was measured");
        var at = part * (sorted.Length - 1);
        var (low, high) = ((int)Math.Floor(at), (int)Math.Ceiling(at));
        return sorted[low] + ((sorted[high] - sorted[low]) * (at - low));
    }
}
