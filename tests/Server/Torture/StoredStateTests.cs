using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Abaca.Server.Operations;
using Xunit;

namespace Abaca.Tests.Server.Torture;

/// <summary>An operation that is under way when the service is upgraded is read by the new one: its state is found under the names that it was stored with.</summary>
public sealed class StoredStateTests
{
    [Fact]
    public async Task States_of_operations_are_stored_under_the_names_that_they_had()
    {
        var golden = Path.Combine(Path.GetDirectoryName(Here())!, "states.golden");
        var now = "# The names under which each flow's state is stored. Rewritten by ABACA_BLESS=1.\n" + string.Concat(
            Kinds().OrderBy(kind => kind.Name, StringComparer.Ordinal).ThenBy(kind => kind.Version)
                .Select(kind => $"{kind.Name} {kind.Version}: {string.Join(' ', Names(kind.Json, ""))}\n"));
        if (Environment.GetEnvironmentVariable("ABACA_BLESS") == "1") await File.WriteAllTextAsync(golden, now, TestContext.Current.CancellationToken);
        Assert.True(now == await File.ReadAllTextAsync(golden, TestContext.Current.CancellationToken), $"""
            What flows store has changed. A property that is renamed keeps its stored name ([JsonPropertyName]); one that is new needs a value for states
            that lack it. Then bless this file ({golden}).
            {now}
            """);
    }

    /// <summary>Every flow that the server has, with how its state is stored.</summary>
    internal static IEnumerable<(string Name, int Version, JsonTypeInfo Json)> Kinds() => typeof(FlowRegistry).Assembly.GetTypes()
        .Where(t => !t.IsAbstract && !t.IsGenericType)
        .SelectMany(t => t.GetInterfaces())
        .Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IFlowState<>))
        .Select(i => i.GenericTypeArguments[0].GetProperty("Kind")!.GetValue(null)!)
        .Select(kind => ((string)Of(kind, "Name"), (int)Of(kind, "Version"), (JsonTypeInfo)Of(kind, "Json")));

    // Of the state, and of the records of ours that it holds.
    static IEnumerable<string> Names(JsonTypeInfo of, string before) =>
        from property in of.Properties.OrderBy(p => p.Name, StringComparer.Ordinal)
        from name in Types(property.PropertyType).Where(IsRecord).SelectMany(type => Names(of.Options.GetTypeInfo(type), $"{before}{property.Name}.")).Prepend($"{before}{property.Name}")
        select name;

    static IEnumerable<Type> Types(Type type) => type.GenericTypeArguments.SelectMany(Types).Prepend(type);

    static bool IsRecord(Type type) => type.Namespace?.StartsWith("Abaca.", StringComparison.Ordinal) is true && type.GetMethod("<Clone>$") is not null;

    static object Of(object kind, string property) => kind.GetType().GetProperty(property)!.GetValue(kind)!;

    static string Here([CallerFilePath] string path = "") => path;
}
