namespace Abaca.Cli;

/// <summary>The command line is understood but makes no sense; ends in <see cref="ExitCode.Usage"/>.</summary>
/// <param name="message">What is wrong with it.</param>
sealed class UsageException(string message) : Exception(message);
