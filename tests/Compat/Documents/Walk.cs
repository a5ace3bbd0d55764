using Abaca.Tests.Compat.Service;

namespace Abaca.Tests.Compat.Documents;

/// <summary>Carries commands out one after the other in one shell, as somebody at the service's machine would, with the real clients.</summary>
/// <param name="service">The service.</param>
sealed class Walk(ServiceProcess service)
{
    /// <summary>Work that a client does not wait for has ended before the next command: people read what they were told before they go on.</summary>
    const string Settled = """
        settled() {
            for _ in $(seq 150); do
                open=$(OS_CLOUD= abaca operation list --os-cloud abaca-admin --limit 50 -f value -c state | grep -c -e pending -e running -e undoing)
                [ "$open" = 0 ] && return 0
                sleep 0.2
            done
            echo "work does not end:" >&2; OS_CLOUD= abaca operation list --os-cloud abaca-admin >&2; return 1
        }
        """;

    /// <summary>Runs a command at a terminal of its own and answers what it asks, as soon as it has asked.</summary>
    const string Typed = """
        typed() {
            python3 -c '
        import os, pty, sys
        child, terminal = pty.fork()
        if child == 0: os.execvp(sys.argv[1], sys.argv[1:])
        seen = b""
        while True:
            try: got = os.read(terminal, 1024)
            except OSError: break
            if not got: break
            seen += got
            if seen.endswith(b": "):
                os.write(terminal, b"a-typed-secret\n")
                seen = b""
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        ' "$@"
        }
        """;

    /// <summary>Runs the lines; fails with the first that does not succeed.</summary>
    /// <param name="before">What has to be there; not of the document.</param>
    /// <param name="lines">The commands.</param>
    public async Task<ToolRun> Do(IEnumerable<string> before, IEnumerable<string> lines)
    {
        var room = Directory.CreateTempSubdirectory("abaca-walk-").FullName;
        try
        {
            var script = Path.Combine(room, "walk.sh");
            await File.WriteAllLinesAsync(script, [Settled, Typed, .. before.SelectMany(Step), .. lines.SelectMany(Step)]);
            return await Tool.Run("bash", [script], new Dictionary<string, string>
            {
                ["PATH"] = $"{Path.GetDirectoryName(AbacaTool.Binary)}:{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin",
                ["DOTNET_ROOT"] = AbacaTool.DotnetRoot, ["HOME"] = room, ["ABACA_STATE"] = service.State, ["CONFIG"] = service.ConfigFile, ["STATE"] = service.State,
                ["OS_CLIENT_CONFIG_FILE"] = Path.Combine(service.State, "clouds.yaml"), ["PYTHONWARNINGS"] = "ignore", ["ROOM"] = room,
            }, TimeSpan.FromMinutes(5));
        }
        finally
        {
            Directory.Delete(room, recursive: true);
        }
    }

    static IEnumerable<string> Step(string line)
    {
        yield return "cd \"$ROOM\"";
        yield return $"printf '%s\\n' {Quoted("$ " + line)}";
        yield return line;
        yield return $"code=$?; [ $code = 0 ] || {{ printf 'ended with %s: %s\\n' $code {Quoted(line)} >&2; exit 1; }}";
        if (!line.StartsWith("export ", StringComparison.Ordinal)) yield return "settled || exit 1";
    }

    static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
