namespace Abaca.Cli;

/// <summary>What the program answers to the shell; documented in docs/operators/command-line.md.</summary>
public static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>The cloud refused, could not be reached, or does not have what was named.</summary>
    public const int Failed = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Waited, and the work ended in an error.</summary>
    public const int EndedInError = 3;

    /// <summary>Waited, and the time ran out; the work may still end well.</summary>
    public const int TimedOut = 4;

    /// <summary>Stopped by Ctrl-C, as shells number it.</summary>
    public const int Interrupted = 130;
}
