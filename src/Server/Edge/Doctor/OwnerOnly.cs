namespace Abaca.Server.Doctor;

/// <summary>Who a file belongs to and who else may touch it.</summary>
static class OwnerOnly
{
    const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>A finding when others than the owner may read or change what is there; null when all is well.</summary>
    /// <param name="path">A file or directory that exists.</param>
    /// <param name="wanted">The mode it should have, in octal, for the remedy.</param>
    public static HealthFinding? Mode(string path, string wanted)
    {
        if (OperatingSystem.IsWindows()) return null;
        var mode = File.GetUnixFileMode(path);
        return (mode & Others) == 0
            ? null
            : HealthFinding.Problem(path, $"Others than its owner have access (mode {Convert.ToString((int)mode, 8)}).", $"Run: chmod {wanted} {path}");
    }

    /// <summary>Name of the owner; null when it cannot be found out.</summary>
    public static async Task<string?> Owner(string path, ICommandRunner commands, CancellationToken ct)
    {
        var stat = await commands.Run(new Command(["stat", "--format=%U", path], Patience), ct);
        return stat.Failed ? null : stat.Output.Trim();
    }
}
