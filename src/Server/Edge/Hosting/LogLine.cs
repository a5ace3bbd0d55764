using System.Text;

namespace Abaca.Server.Hosting;

/// <summary>One thing that happened.</summary>
/// <param name="At">When.</param>
/// <param name="Level">How bad.</param>
/// <param name="Area">Part of the service, such as <c>abaca.operations</c>.</param>
/// <param name="RequestId">The request that it belongs to, or that began the work; null: none.</param>
/// <param name="Text">What, in one line.</param>
sealed record LogLine(DateTimeOffset At, LogLevel Level, string Area, string? RequestId, string Text)
{
    /// <summary>As oslo.log writes it: moment (UTC), process, level, area, request, text.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{At.UtcDateTime:yyyy-MM-dd HH:mm:ss.fff} {Environment.ProcessId} {Word} {Area} [{RequestId ?? "-"}] {Text}");

    /// <summary>Syslog's severity.</summary>
    public int Severity => Level switch
    {
        LogLevel.Critical => 2,
        LogLevel.Error => 3,
        LogLevel.Warning => 4,
        LogLevel.Information => 6,
        _ => 7,
    };

    /// <summary>
    /// A text without line feeds and other control characters: what a backend or a client says can neither break a line nor make up another one.
    /// </summary>
    public static string Flat(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\u0000', '\u001f') && !text.Contains('\u007f', StringComparison.Ordinal)) return text;
        var flat = new StringBuilder(text.Length);
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (flat.Length > 0) flat.Append(" | ");
            foreach (var c in line) flat.Append(char.IsControl(c) ? ' ' : c);
        }
        return flat.ToString();
    }

    string Word => Level switch
    {
        LogLevel.Critical => "CRITICAL",
        LogLevel.Error => "ERROR",
        LogLevel.Warning => "WARNING",
        LogLevel.Information => "INFO",
        _ => "DEBUG",
    };
}

/// <summary>Where lines go. Safe for many threads; never throws for a line that cannot be written.</summary>
interface ILogOutput : IDisposable
{
    /// <summary>Writes a line.</summary>
    void Write(LogLine line);

    /// <summary>The file was moved by whoever rotates it: opens it anew. Nothing to do for the others.</summary>
    void Reopen()
    {
    }
}
