namespace Abaca.Cli;

/// <summary>How commands come by a password: from a file, from standard input, or from a person. Never from an argument, which others can read.</summary>
static class PasswordInput
{
    const int Longest = 4096;

    /// <summary>The option that names a file.</summary>
    public static Option<string?> File(string what) => Inputs.Text("--password-file", "FILE", $"Read {what} from this file ('-': standard input); without it you are asked");

    /// <summary>The new password: out of the file, or asked for twice.</summary>
    /// <exception cref="UsageException">There is none, or two that differ.</exception>
    public static async Task<Secret> Read(CommandRun run, string? file, string whose, CancellationToken ct)
    {
        if (file is not null) return Checked(await Contents(run, file, ct));
        var ask = Asker(run);
        var typed = ask($"New password of {whose}: ");
        return typed == ask("Again: ") ? Checked(typed) : throw new UsageException("the two passwords differ; nothing was changed");
    }

    /// <summary>The password in use, for one who proves to be the user.</summary>
    /// <exception cref="UsageException">Nobody can be asked.</exception>
    public static Secret Old(CommandRun run, string whose) => Checked(Asker(run)($"Present password of {whose}: "));

    static Func<string, string> Asker(CommandRun run) => run.AskSecret
        ?? throw new UsageException("there is no terminal to ask for the password: give --password-file FILE, or --password-file - for standard input");

    static async Task<string> Contents(CommandRun run, string file, CancellationToken ct)
    {
        if (file == "-") return await run.Input.ReadLineAsync(ct) ?? "";
        try
        {
            var text = await System.IO.File.ReadAllTextAsync(file, ct);
            return text.EndsWith('\n') ? text[..^1].TrimEnd('\r') : text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the password cannot be read: {e.Message}");
        }
    }

    static Secret Checked(string text) => text.Length is > 0 and <= Longest && !text.Contains('\n', StringComparison.Ordinal)
        ? new Secret(text)
        : throw new UsageException($"a password is one line of 1 to {Longest} characters");
}
