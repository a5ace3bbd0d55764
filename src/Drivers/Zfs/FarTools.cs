namespace Abaca.Drivers.Zfs;

/// <summary>What was found on a file server: absolute paths, since a session without a terminal has no /usr/sbin on its PATH.</summary>
/// <param name="Paths">Path by name; a name that is missing is not there.</param>
/// <param name="IsRoot">Who logs in is root and needs no sudo.</param>
/// <param name="InKernel">OpenZFS as a module of the kernel; else zfs-fuse.</param>
sealed record FarTools(IReadOnlyDictionary<string, string> Paths, bool IsRoot, bool InKernel)
{
    /// <summary>Needed on every file server.</summary>
    static readonly string[] Needed = ["zfs", "zpool", "exportfs", "tee", "mv", "dd", "sha256sum", "chmod"];

    /// <summary>
    /// Looks for everything; one run. <c>modinfo zfs</c> fails where ZFS runs in user space; a machine without modinfo shows it in /sys.
    /// </summary>
    public const string Script = """
        PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
        for tool in zfs zpool exportfs tee mv dd sha256sum chmod sudo; do
          path=$(command -v "$tool") && printf '%s=%s\n' "$tool" "$path"
        done
        printf 'uid=%s\n' "$(id -u)"
        if modinfo zfs >/dev/null 2>&1 || [ -d /sys/module/zfs ]; then echo module=yes; fi
        """;

    /// <summary>Path of a tool.</summary>
    public string this[string tool] => Paths[tool];

    /// <summary>Reads what <see cref="Script"/> printed.</summary>
    public static FarTools Parse(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=', 2)).Where(line => line.Length == 2)
            .ToDictionary(line => line[0], line => line[1].Trim(), StringComparer.Ordinal);
        return new FarTools(lines, lines.GetValueOrDefault("uid") == "0", lines.GetValueOrDefault("module") == "yes");
    }

    /// <summary>Names of what is missing.</summary>
    public IReadOnlyList<string> Missing => [.. Needed.Concat(IsRoot ? [] : ["sudo"]).Where(tool => !Paths.ContainsKey(tool))];

    /// <summary>The Debian packages that bring them.</summary>
    public static IReadOnlyList<string> Packages(IEnumerable<string> tools) => [.. tools.Select(tool => tool switch
    {
        "zfs" or "zpool" => "zfsutils-linux",
        "exportfs" => "nfs-kernel-server",
        "sudo" => "sudo",
        _ => "coreutils",
    }).Distinct()];
}
