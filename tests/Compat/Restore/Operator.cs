using System.Runtime.InteropServices;
using Abaca.Tests.Compat.Service;

namespace Abaca.Tests.Compat.Restore;

/// <summary>The commands that look after a service, run with the service's own configuration file.</summary>
/// <param name="service">The service; it need not run.</param>
sealed class Operator(ServiceProcess service)
{
    /// <summary>The binary.</summary>
    public static string Binary => Path.Combine(AppContext.BaseDirectory, "abaca");

    /// <summary>What a command needs around it.</summary>
    public Dictionary<string, string> Surroundings { get; } = new()
    {
        ["DOTNET_ROOT"] = Environment.GetEnvironmentVariable("DOTNET_ROOT") ?? Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..")),
        ["PATH"] = $"{AppContext.BaseDirectory}:{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin",
        ["OS_CLIENT_CONFIG_FILE"] = Path.Combine(service.State, "clouds.yaml"),
        ["OS_CLOUD"] = "abaca-admin",
    };

    /// <summary>The service's configuration file.</summary>
    public string Configuration => Path.Combine(Path.GetDirectoryName(service.State)!, "manila.conf");

    /// <summary>Runs <c>abaca WORDS --config-file …</c>.</summary>
    public Task<ToolRun> Run(params string[] words) => Tool.Run(Binary, [.. words, "--config-file", Configuration], Surroundings);

    /// <summary>Runs a line as it stands in a document or in what a command has printed, in a shell.</summary>
    public Task<ToolRun> Line(string line) => Tool.Run("bash", ["-c", line], Surroundings);
}
