using System.Globalization;

namespace Abaca.Cli;

/// <summary>Shows how work goes on: one line that is redrawn on a terminal, a new line per change anywhere else.</summary>
/// <param name="error">The error stream: results stay clean.</param>
/// <param name="live">Whether it is a terminal.</param>
sealed class ProgressLine(TextWriter error, bool live)
{
    /// <summary>How often a log is told that nothing has changed.</summary>
    static readonly TimeSpan reminder = TimeSpan.FromSeconds(30);

    string? last;
    TimeSpan lastAt;

    /// <summary>Shows the present state.</summary>
    /// <param name="text">What and its state, such as "share web: creating 40%".</param>
    /// <param name="elapsed">How long it has taken so far.</param>
    public void Show(string text, TimeSpan elapsed)
    {
        if (live)
        {
            error.Write($"\r\u001b[2K{text}  {Clock(elapsed)}");
            error.Flush();
            return;
        }
        if (text == last && elapsed - lastAt < reminder) return;
        (last, lastAt) = (text, elapsed);
        error.WriteLine($"{Clock(elapsed)}  {text}");
    }

    /// <summary>Takes the redrawn line away, so that what follows starts on a clean one.</summary>
    public void Clear()
    {
        if (live) error.Write("\r\u001b[2K");
    }

    /// <summary>Minutes and seconds.</summary>
    static string Clock(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes:00}:{time.Seconds:00}");
}
