namespace Abaca.Drivers.Ssh;

/// <summary>What was found on a machine: absolute paths, since a session without a terminal has no /usr/sbin on its PATH.</summary>
/// <param name="Paths">Path by name; a name that is missing is not there. Further words that a driver's own look has printed, too.</param>
/// <param name="IsRoot">Who logs in is root and needs no sudo.</param>
public sealed record FarTools(IReadOnlyDictionary<string, string> Paths, bool IsRoot)
{
    /// <summary>Nobody has looked.</summary>
    public static FarTools None { get; } = new(new Dictionary<string, string>(), false);

    /// <summary>Arguments: names of tools.</summary>
    const string Script = """
        PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
        for tool do
          path=$(command -v "$tool") && printf '%s=%s\n' "$tool" "$path"
        done
        printf 'uid=%s\n' "$(id -u)"

        """;

    /// <summary>Path of a tool.</summary>
    public string this[string tool] => Paths[tool];

    /// <summary>The command that looks for all that is needed; one run.</summary>
    public static IReadOnlyList<string> Look(FarNeeds needs) => ["sh", "-c", Script + needs.Further, "sh", .. needs.Packages.Keys, "sudo"];

    /// <summary>Reads what <see cref="Look"/> printed.</summary>
    public static FarTools Parse(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=', 2)).Where(line => line.Length == 2)
            .ToDictionary(line => line[0], line => line[1].Trim(), StringComparer.Ordinal);
        return new FarTools(lines, lines.GetValueOrDefault("uid") == "0");
    }
}

/// <summary>What a driver needs on a machine.</summary>
/// <param name="SetUp">The command of ours that prints how to set the machine up.</param>
/// <param name="Packages">Debian's package of each tool, by the tool's name.</param>
/// <param name="Further">A script that looks for more than tools, and prints <c>name=value</c>.</param>
public sealed record FarNeeds(string SetUp, IReadOnlyDictionary<string, string> Packages, string Further = "");
