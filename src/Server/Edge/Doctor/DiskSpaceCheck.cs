namespace Abaca.Server.Doctor;

/// <summary>Room on the disk that holds the database and the state directory.</summary>
sealed class DiskSpaceCheck : ICheck
{
    const long Mib = 1L << 20;

    /// <summary>Below this SQLite soon cannot commit.</summary>
    const long TooLittle = 64 * Mib;

    /// <summary>Below this somebody should make room before it is too late.</summary>
    const long Little = 1024 * Mib;

    /// <inheritdoc/>
    public string Name => "disk space";

    /// <inheritdoc/>
    public Task<IReadOnlyList<HealthFinding>> Look(HealthCheckContext context, CancellationToken ct) => Task.FromResult<IReadOnlyList<HealthFinding>>(
    [
        .. new[] { context.Options.Node.StatePath, Path.GetDirectoryName(context.Rows.File) ?? "" }
            .Where(Directory.Exists).Distinct(StringComparer.Ordinal).Select(path => Of(path, new DriveInfo(path).AvailableFreeSpace)),
    ]);

    /// <summary>The finding for so many free bytes.</summary>
    internal static HealthFinding Of(string path, long free)
    {
        var size = string.Create(CultureInfo.InvariantCulture, $"{free / Mib} MiB are free.");
        return free switch
        {
            < TooLittle => HealthFinding.Problem(path, size, "Make room: without it nothing can be written, and every change is answered with 503."),
            < Little => HealthFinding.Warning(path, size, "Make room before it runs out."),
            _ => HealthFinding.Ok(path, size),
        };
    }
}
