using System.Diagnostics;

namespace Abaca.Tests.Drivers.Network;

/// <summary>Runs <c>ip</c> of iproute2.</summary>
static class IpTool
{
    /// <summary>Runs one command.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds its words.</exception>
    public static async Task<string> Run(string arguments, CancellationToken ct)
    {
        var (status, output, error) = await Try(arguments, ct);
        return status == 0 ? output : throw new InvalidOperationException($"ip {arguments}: exit {status}: {error.Trim()}");
    }

    /// <summary>Runs one command and answers with exit status, output and error.</summary>
    public static async Task<(int Status, string Output, string Error)> Try(string arguments, CancellationToken ct)
    {
        var start = new ProcessStartInfo("ip", arguments.Split(' ')) 
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("ip cannot be started: apt-get install iproute2");
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var error = process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, await output, await error);
    }
}
