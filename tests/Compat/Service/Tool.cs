using System.Diagnostics;
using Xunit;

namespace Abaca.Tests.Compat.Service;

/// <summary>Runs a program to its end.</summary>
static class Tool
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(90);

    /// <summary>Runs it with these arguments and, on top of the test's own, these environment variables.</summary>
    public static async Task<ToolRun> Run(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, TimeSpan? patience = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(patience ?? Longest);
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return new ToolRun($"{program} {string.Join(' ', start.ArgumentList)}", process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException slow)
        {
            process.Kill();
            throw new TimeoutException($"{program} {string.Join(' ', start.ArgumentList)} did not end within {(patience ?? Longest).TotalSeconds} s.", slow);
        }
    }

    /// <summary>Whether a program is on the path, also where administrators' programs are.</summary>
    public static bool IsThere(string program) =>
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin".Split(':').Any(directory => File.Exists(Path.Combine(directory, program)));
}

/// <summary>How a program ended.</summary>
/// <param name="Line">What was run.</param>
/// <param name="Code">Its exit code.</param>
/// <param name="Output">What it printed.</param>
/// <param name="Error">What it complained about.</param>
sealed record ToolRun(string Line, int Code, string Output, string Error)
{
    /// <summary>Its output; fails the test with all it said when it did not succeed.</summary>
    public string Succeeded()
    {
        Assert.True(Code == 0, $"{Line}\nended with {Code}:\n{Error}\n{Output}");
        return Output;
    }

    /// <summary>Its complaint; fails the test when it did succeed.</summary>
    public string Failed()
    {
        Assert.True(Code != 0, $"{Line}\nsucceeded, and should not have:\n{Output}");
        return Error + Output;
    }
}
