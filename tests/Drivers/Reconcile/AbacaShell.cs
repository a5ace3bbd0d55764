using System.Runtime.InteropServices;
using System.Text.Json;
using Abaca.Tests.Compat.Service;

namespace Abaca.Tests.Drivers.Reconcile;

/// <summary>The binary's own command line with the credentials that a service left in its state directory.</summary>
/// <param name="service">Whom it talks to.</param>
/// <param name="cloud">Cloud of clouds.yaml: <c>abaca-admin</c> or <c>abaca</c>.</param>
sealed class AbacaShell(ServiceProcess service, string cloud)
{
    readonly Dictionary<string, string> environment = new()
    {
        ["OS_CLIENT_CONFIG_FILE"] = Path.Combine(service.State, "clouds.yaml"), ["OS_CLOUD"] = cloud,
        ["DOTNET_ROOT"] = Environment.GetEnvironmentVariable("DOTNET_ROOT") ?? Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..")),
    };

    /// <summary>Runs <c>abaca …</c>.</summary>
    public Task<ToolRun> Run(params string[] arguments) => Tool.Run(AbacaTool.Binary, arguments, environment);

    /// <summary>Runs it; it has to succeed.</summary>
    public async Task<string> Do(params string[] arguments) => (await Run(arguments)).Succeeded();

    /// <summary>Runs it and reads the JSON that it prints.</summary>
    public async Task<JsonElement> Json(params string[] arguments) => JsonDocument.Parse(await Do([.. arguments, "--format", "json"])).RootElement;

    /// <summary>What differs between storage and database, as kind and id.</summary>
    public async Task<IReadOnlyList<(string Kind, string Object, string Id, string? Instance)>> Differences() =>
        [.. (await Json("reconcile", "list")).EnumerateArray().Select(one =>
            (one.GetProperty("kind").GetString()!, one.GetProperty("object").GetString()!, one.GetProperty("id").GetString()!, one.GetProperty("instance_id").GetString()))];
}
