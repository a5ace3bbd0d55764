namespace Abaca.Server.Scheduling;

/// <summary>Sizes in words.</summary>
static class Gibs
{
    /// <summary>For example <c>4.2 GiB</c>.</summary>
    public static string Words(double gib) => string.Create(CultureInfo.InvariantCulture, $"{gib:0.##} GiB");
}
