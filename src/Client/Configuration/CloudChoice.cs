namespace Abaca.Client;

/// <summary>What the user said on the command line about the cloud; each null leaves the matter to the environment and the files.</summary>
/// <param name="Cloud">Name of a cloud in clouds.yaml.</param>
/// <param name="StateDirectory">State directory of a service on this machine.</param>
/// <param name="Region">Region to use.</param>
/// <param name="Interface">Endpoint interface to use.</param>
/// <param name="Project">Name or id of the project to work in, instead of the configured one.</param>
/// <param name="Endpoint">Address of the share service, bypassing the catalog.</param>
/// <param name="CaFile">Certificates to trust.</param>
/// <param name="Insecure">True accepts any certificate.</param>
/// <param name="Cap">Newest version to speak.</param>
public sealed record CloudChoice(
    string? Cloud = null,
    string? StateDirectory = null,
    string? Region = null,
    string? Interface = null,
    string? Project = null,
    string? Endpoint = null,
    string? CaFile = null,
    bool Insecure = false,
    string? Cap = null);

/// <summary>The part of a process that settings are read from; tests make their own.</summary>
/// <param name="Variable">Looks an environment variable up; null when it is not set.</param>
/// <param name="WorkingDirectory">Where <c>./clouds.yaml</c> is looked for; null when it has been removed.</param>
/// <param name="Home">The user's home directory; null when there is none, as for the users of services.</param>
/// <param name="SystemDirectory">The system's configuration directory, <c>/etc/openstack</c>.</param>
/// <param name="SystemState">The state directory of a service run by root, <c>/var/lib/abaca</c>.</param>
public sealed record ProcessSurroundings(
    Func<string, string?> Variable,
    string? WorkingDirectory,
    string? Home,
    string SystemDirectory = "/etc/openstack",
    string SystemState = "/var/lib/abaca")
{
    /// <summary>The surroundings of the running process.</summary>
    public static ProcessSurroundings Real() => new(
        Environment.GetEnvironmentVariable,
        Current(),
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 1 } home ? home : null);

    static string? Current()
    {
        try
        {
            return Environment.CurrentDirectory;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
