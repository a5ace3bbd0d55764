using System.Text.Json.Nodes;

namespace Abaca.Cli;

/// <summary><c>abaca limits</c>: what the caller's own project may use, and does.</summary>
/// <param name="parts">Builds commands.</param>
sealed class LimitsCommand(CommandParts parts)
{
    /// <summary>The command. It stands alone, so it takes the options that choose a cloud itself.</summary>
    public Command Build() => parts.Single(parts.Leaf("limits", "Show what this project may use, and does", [], Takes.Output, async (run, ct) =>
        {
            var numbers = await run.Cloud.Quotas.Limits(ct);
            run.Print.List([.. numbers.Where(entry => entry.Key.StartsWith("maxTotal", StringComparison.Ordinal)).Select(entry => Row(entry.Key[8..], entry.Value, numbers))],
                [new("RESOURCE", "resource"), new("LIMIT", "limit"), new("IN USE", "in_use")]);
            return ExitCode.Ok;
        }));

    /// <summary>maxTotalShares stands with totalSharesUsed, and so on.</summary>
    static JsonObject Row(string name, long limit, IReadOnlyDictionary<string, long> numbers) => new()
    {
        ["resource"] = name,
        ["limit"] = limit,
        ["in_use"] = numbers.TryGetValue($"total{name}Used", out var used) ? used : null,
    };
}
