using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Abaca.Tests.Server.Reference;

/// <summary>
/// Manila's API as data, written down from its sources apart from our own declarations, so that each checks the other: all of its routes, the fields of its
/// answers and of its requests, also of what this release does not have.
/// </summary>
static class Manila
{
    static readonly JsonSerializerOptions Options = new() { PropertyNameCaseInsensitive = true, RespectRequiredConstructorParameters = true };

    /// <summary>Its routes; parameters of paths are <c>{}</c>.</summary>
    public static IReadOnlyList<ManilaRoute> Routes { get; } = Read<List<ManilaRoute>>("routes.json");

    /// <summary>Its views by their names.</summary>
    public static IReadOnlyDictionary<string, ManilaView> Views { get; } = Read<Dictionary<string, ManilaView>>("views.json");

    /// <summary>Fields of its bodies by method, path and key of the action, as in <c>POST /shares/{}/action extend</c>.</summary>
    public static IReadOnlyDictionary<string, ManilaRequest> Requests { get; } = Read<Dictionary<string, ManilaRequest>>("requests.json");

    static T Read<T>(string name, [CallerFilePath] string here = "") =>
        JsonSerializer.Deserialize<T>(File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, name)), Options)!;
}

/// <summary>A route.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Template.</param>
/// <param name="Action">Key of the body, or null.</param>
/// <param name="From">Minor of the first version that has it.</param>
/// <param name="To">Minor of the last one, or null.</param>
/// <param name="Experimental">First and last minor at which the header for experiments is needed; without a last one it is to this day.</param>
sealed record ManilaRoute(
    [property: JsonPropertyName("m")] string Method, [property: JsonPropertyName("p")] string Path, int From,
    [property: JsonPropertyName("a")] string? Action = null, int? To = null, IReadOnlyList<int?>? Experimental = null)
{
    /// <summary>Whether a request of the version reaches it without the header for experiments.</summary>
    public bool Serves(int minor) => minor >= From && minor <= (To ?? int.MaxValue)
        && (Experimental is not [var first, var last] || minor < first || minor > (last ?? int.MaxValue));

    /// <summary>Versions beside which it comes and goes.</summary>
    public IEnumerable<int> Edges => new[] { From, To + 1, Experimental?[0], Experimental?[1] + 1 }.OfType<int>().SelectMany(edge => (int[])[edge - 1, edge]).Distinct();

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Path}{(Action is null ? "" : $" {Action}")}";
}

/// <summary>A view.</summary>
/// <param name="Fields">Its fields.</param>
/// <param name="One">Envelope of a single object, where there is one.</param>
/// <param name="Many">Envelope of a list, where there is one.</param>
/// <param name="Summary">Fields of plain lists, where they have fewer.</param>
sealed record ManilaView(IReadOnlyDictionary<string, ManilaField> Fields, string? One = null, string? Many = null, IReadOnlyList<string>? Summary = null);

/// <summary>A field of an answer.</summary>
/// <param name="From">Minor of the first version that shows it.</param>
/// <param name="To">Minor of the last one.</param>
/// <param name="Who"><c>admin</c> or <c>host_admin</c>; null: everyone.</param>
/// <param name="Show">Lists do not have it.</param>
sealed record ManilaField(int From = 0, int To = int.MaxValue, string? Who = null, bool Show = false);

/// <summary>A body.</summary>
/// <param name="Fields">Its fields.</param>
/// <param name="Key">Key of the object that holds them.</param>
sealed record ManilaRequest(IReadOnlyDictionary<string, ManilaAsked> Fields, string? Key = null);

/// <summary>A field of a body.</summary>
/// <param name="Type">What it holds.</param>
/// <param name="From">Minor of the first version that reads it.</param>
/// <param name="To">Minor of the last one.</param>
sealed record ManilaAsked([property: JsonPropertyName("t")] string Type, int From = 0, int To = int.MaxValue);
