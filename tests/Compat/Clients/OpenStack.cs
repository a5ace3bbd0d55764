using System.Text.Json;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Clients;

/// <summary>The <c>openstack</c> client with its share commands, as one of the clouds in the service's clouds.yaml.</summary>
/// <param name="service">Whom it talks to.</param>
/// <param name="cloud">Name of the cloud.</param>
sealed class OpenStack(ServiceProcess service, string cloud)
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    readonly Dictionary<string, string> environment = new()
    {
        ["OS_CLIENT_CONFIG_FILE"] = Path.Combine(service.State, "clouds.yaml"), ["OS_CLOUD"] = cloud, ["PYTHONWARNINGS"] = "ignore", ["COLUMNS"] = "500",
    };

    /// <summary>Variables with which any client is this one.</summary>
    public IReadOnlyDictionary<string, string> Environment => environment;

    /// <summary>The client of the project demo.</summary>
    public static OpenStack Demo(ServiceProcess service) => new(service, "abaca");

    /// <summary>The administrator's client.</summary>
    public static OpenStack Admin(ServiceProcess service) => new(service, "abaca-admin");

    /// <summary>Runs <c>openstack share …</c>.</summary>
    public Task<ToolRun> Run(params string[] arguments) => Tool.Run("openstack", ["share", .. arguments], environment);

    /// <summary>Runs a command that prints nothing.</summary>
    public async Task Do(params string[] arguments) => (await Run(arguments)).Succeeded();

    /// <summary>Runs a command that prints one thing, and reads it.</summary>
    public async Task<JsonElement> Json(params string[] arguments)
    {
        var text = (await Run([.. arguments, "-f", "json"])).Succeeded();
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Runs a command that prints a list, and reads it.</summary>
    public async Task<List<JsonElement>> List(params string[] arguments) => [.. (await Json(arguments)).EnumerateArray()];

    /// <summary>Shows one thing until its status is this.</summary>
    public async Task<JsonElement> Until(string status, params string[] show)
    {
        JsonElement seen = default;
        var so = await Deadline.Holds(async () => (seen = await Json(show)).GetProperty("status").GetString() == status, Longest);
        Assert.True(so, $"{string.Join(' ', show)}: {seen}; expected {status}\n{service.LogTail}");
        return seen;
    }

    /// <summary>Shows one thing until it is not there any more.</summary>
    public async Task UntilGone(params string[] show) =>
        Assert.True(await Deadline.Holds(async () => (await Run(show)).Code != 0, Longest), $"{string.Join(' ', show)} still shows it.\n{service.LogTail}");
}

/// <summary>Reading the clients' JSON.</summary>
static class Fields
{
    /// <summary>A field as text, whatever its kind.</summary>
    public static string Text(this JsonElement row, string field)
    {
        Assert.True(row.TryGetProperty(field, out var value), $"'{field}' is missing in {row}");
        return value.ToString();
    }

    /// <summary>The one row in which a field has this value.</summary>
    public static JsonElement One(this IEnumerable<JsonElement> rows, string field, string value) => Assert.Single(rows, r => r.Text(field) == value);
}
