using System.Runtime.InteropServices;

namespace Abaca.Cli;

/// <summary>Reads a secret from the terminal: nothing that is typed is shown.</summary>
static class SecretPrompt
{
    /// <summary>The character of Ctrl-C, which is read as any other while nothing is shown.</summary>
    const char Interrupt = '\u0003';

    /// <summary>Asks, and reads to the end of the line. The question goes to the terminal, so that output stays a result.</summary>
    /// <remarks>
    /// By the C library: it stops the echo before it asks and forgets what was typed before. Console.ReadKey hides single keys only, and shows what
    /// is typed or pasted between two of them.
    /// </remarks>
    /// <exception cref="UsageException">The person gave up.</exception>
    public static string Ask(string question)
    {
        var typed = Marshal.PtrToStringUTF8(AskTerminal(question)) ?? throw new UsageException("there is no terminal to ask for the password");
        return typed.Contains(Interrupt, StringComparison.Ordinal) ? throw new UsageException("no password was given; nothing was changed") : typed;
    }

    [DllImport("libc", EntryPoint = "getpass", SetLastError = true)]
    static extern nint AskTerminal([MarshalAs(UnmanagedType.LPUTF8Str)] string question);
}
