using System.Text.RegularExpressions;
using Xunit;

namespace Abaca.Tests.Server.Worlds;

/// <summary>Things that belong together, each made when it is first asked for: a snapshot is one of the set's share.</summary>
/// <param name="host">The service.</param>
/// <param name="kinds">What there is.</param>
/// <param name="number">Number of the set; 0 is the one that stays.</param>
sealed partial class Things(ApiHost host, IReadOnlyList<Thing> kinds, int number)
{
    readonly Dictionary<string, string> made = new(StringComparer.Ordinal);

    /// <summary>The service.</summary>
    public ApiHost Host => host;

    /// <summary>What was made.</summary>
    public IReadOnlyDictionary<string, string> Made => made;

    /// <summary>Ids that the making left beside the things, by the words for them.</summary>
    public Dictionary<string, string> Others { get; } = new(StringComparer.Ordinal);

    /// <summary>The set's thing of a kind.</summary>
    /// <exception cref="InvalidOperationException">No slice makes such a thing.</exception>
    public async Task<string> Of(string name)
    {
        if (made.TryGetValue(name, out var known)) return known;
        var kind = kinds.SingleOrDefault(k => k.Name == name) ?? throw new InvalidOperationException($"No part of the world makes '{name}'.");
        return made[name] = await kind.Make(this);
    }

    /// <summary>A name that only this set uses.</summary>
    public string Named(string name) => number == 0 ? name : $"{name} {number}";

    /// <summary>Number of the set; 0 is the one that stays.</summary>
    public int Number => number;

    /// <summary>A path with the set's things in place of its parameters.</summary>
    /// <exception cref="InvalidOperationException">A parameter at a place that no slice knows: nothing stands in for it.</exception>
    public async Task<string> Fill(string template)
    {
        var places = Places(template).ToList();
        foreach (var (_, name) in places) await Of(name);
        return Filled(template, places);
    }

    /// <summary>The same when all has been made.</summary>
    public string Filled(string template) => Filled(template, Places(template));

    /// <summary>A body with the set's things in place of the words in braces.</summary>
    public async Task<string> FillBody(string body)
    {
        foreach (Match match in Word().Matches(body)) await Of(match.Groups[1].Value);
        return FilledBody(body);
    }

    /// <summary>The same when all has been made.</summary>
    public string FilledBody(string body) => Word().Replace(body, match => made[match.Groups[1].Value]);

    /// <summary>Sends a POST that makes something, and returns its id.</summary>
    public async Task<string> Post(string path, object body, string token = ApiHost.Member)
    {
        var answer = await host.Post(path, body, token);
        Assert.True(answer.Status is 200 or 202, $"{path}: {answer.Status} {answer.Text}");
        return answer.Json.EnumerateObject().First().Value.GetProperty("id").GetString()!;
    }

    /// <summary>The id of the first one of a list.</summary>
    public async Task<string> First(string path, string list) =>
        (await host.Get(path)).Json.GetProperty(list)[0].GetProperty("id").GetString()!;

    /// <summary>Sends a change that has to succeed.</summary>
    public async Task Must(HttpMethod method, string path, object body, string token = ApiHost.Member)
    {
        var answer = await host.Send(method, path, token, body);
        Assert.True(answer.Status is 200 or 202, $"{path}: {answer.Status} {answer.Text}");
    }

    IEnumerable<(int At, string Name)> Places(string template)
    {
        for (var at = template.IndexOf('{'); at >= 0; at = template.IndexOf('{', at + 1))
        {
            var end = template.IndexOf('}', at) + 1;
            var (before, behind) = (Parameter().Replace(template[..end], "{}"), Parameter().Replace(template[end..], "{}"));
            var (kind, fits) = kinds.Select(k => (Kind: k, Fits: k.Fits(before, behind))).MaxBy(k => k.Fits);
            yield return fits >= 0 ? (at, kind.Name) : throw new InvalidOperationException($"{template}: no part of the world says what stands for {template[at..end]}.");
        }
    }

    string Filled(string template, IEnumerable<(int At, string Name)> places)
    {
        foreach (var (at, name) in places.Reverse().ToList()) template = template[..at] + made[name] + template[(template.IndexOf('}', at) + 1)..];
        return template;
    }

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\{([a-z][a-z ]*)\}")]
    private static partial Regex Word();
}
