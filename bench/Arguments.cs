namespace Abaca.Bench;

/// <summary>What the command line asked for.</summary>
/// <param name="Binary">The service's program.</param>
/// <param name="Only">Parts to run; empty for all.</param>
sealed record Arguments(string Binary, IReadOnlyList<string> Only)
{
    static readonly string[] Parts = ["throughput", "ready", "growth", "lists", "footprint", "local", "zfs", "beside"];

    /// <summary>Reads the command line; null, with words on standard error, when it makes no sense.</summary>
    public static Arguments? Read(string[] args)
    {
        var (binary, only) = ("artifacts/abaca", new List<string>());
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            if (args[i] == "--binary") binary = value;
            else if (args[i] == "--only" && value.Split(',') is var parts && parts.All(Parts.Contains)) only.AddRange(parts);
            else return Usage();
        }
        if (File.Exists(binary)) return new Arguments(Path.GetFullPath(binary), only);
        Console.Error.WriteLine($"bench: {binary} is not there; ./do publish makes it.");
        return null;
    }

    /// <summary>Whether a part is to be run.</summary>
    public bool Wants(string part) => Only.Count == 0 || Only.Contains(part);

    static Arguments? Usage()
    {
        Console.Error.WriteLine($"usage: bench [--binary PATH] [--only {string.Join(',', Parts)}]");
        return null;
    }
}

/// <summary>A measurement could not be made; the text says why.</summary>
sealed class BenchFailure(string message) : Exception(message);
