using System.Text;

namespace Abaca.Cli;

/// <summary>Reads a secret from the terminal: nothing that is typed is shown.</summary>
static class SecretPrompt
{
    /// <summary>Asks, and reads to the end of the line. The question goes to standard error, so that output stays a result.</summary>
    public static string Ask(string question)
    {
        Console.Error.Write(question);
        var typed = new StringBuilder();
        for (var key = Console.ReadKey(intercept: true); key.Key is not ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key is ConsoleKey.Backspace) typed.Length = Math.Max(0, typed.Length - 1);
            else if (key.KeyChar != '\0') typed.Append(key.KeyChar);
        }
        Console.Error.WriteLine();
        return typed.ToString();
    }
}
