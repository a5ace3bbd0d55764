namespace Abaca.Cli;

/// <summary>What the commands need from the process that runs them; tests bring their own.</summary>
/// <param name="Process">Environment variables and directories.</param>
/// <param name="Connections">Makes the connections to a cloud.</param>
/// <param name="Time">The clock that waiting goes by.</param>
/// <param name="Live">Whether the error stream is a terminal, so that a progress line may be redrawn.</param>
public sealed record CliSurroundings(ProcessSurroundings Process, Func<CloudSettings, HttpMessageHandler> Connections, TimeProvider Time, bool Live)
{
    /// <summary>Standard input.</summary>
    public TextReader Input { get; init; } = Console.In;

    /// <summary>Asks a person at the terminal for a secret, without showing what is typed; null where nobody can be asked.</summary>
    public Func<string, string>? AskSecret { get; init; }

    /// <summary>The surroundings of the running process.</summary>
    public static CliSurroundings Real() => new(ProcessSurroundings.Real(), ClientHandlers.For, TimeProvider.System, !Console.IsErrorRedirected)
    {
        AskSecret = Console.IsInputRedirected ? null : SecretPrompt.Ask,
    };
}
