using Abaca.DriverSdk;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>Runs a program to its end.</summary>
static class Tool
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Runs it and answers with its output.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds its words.</exception>
    public static async Task<string> Run(IReadOnlyList<string> command, CancellationToken ct)
    {
        var run = await new LocalCommandRunner(TimeProvider.System).Run(new Command(command, Deadline), ct);
        return run.Failed ? throw new InvalidOperationException($"{run.Summary} {run.Error.Trim()}") : run.Output;
    }
}
