namespace Abaca.Server.Hosting;

/// <summary>
/// The same trouble again and again: told at once, then counted and told after a minute, two, four, up to an hour, with how often it was. What
/// happened is a repetition when it says the same but for its numbers. Bounded. Safe for many threads.
/// </summary>
sealed class Repetitions(TimeProvider time)
{
    const int MostRemembered = 1000;
    static readonly TimeSpan First = TimeSpan.FromMinutes(1), Longest = TimeSpan.FromHours(1);

    readonly Lock gate = new();
    readonly Dictionary<string, Trouble> known = new(StringComparer.Ordinal);

    /// <summary>The line to write now, with how often it was kept back; null: it is only counted.</summary>
    /// <param name="line">What happened.</param>
    /// <param name="same">Says what all repetitions have in common; only asked of trouble.</param>
    public LogLine? Pass(LogLine line, Func<string> same)
    {
        if (line.Level < LogLevel.Warning) return line;
        var what = same();
        lock (gate)
        {
            if (!known.TryGetValue(what, out var trouble))
            {
                if (known.Count >= MostRemembered) known.Clear();
                known[what] = new Trouble(line) { Due = time.GetUtcNow() + First };
                return line;
            }
            trouble.Last = line;
            trouble.Kept++;
            return trouble.Due <= time.GetUtcNow() ? Told(trouble) : null;
        }
    }

    /// <summary>What was kept back and is due, and forgets trouble that has ended.</summary>
    public IReadOnlyList<LogLine> Due()
    {
        var now = time.GetUtcNow();
        lock (gate)
        {
            var due = known.Where(pair => pair.Value.Due <= now).ToList();
            foreach (var (what, trouble) in due)
            {
                if (trouble.Kept == 0) known.Remove(what);
            }
            return [.. due.Where(pair => pair.Value.Kept > 0).Select(pair => Told(pair.Value))];
        }
    }

    LogLine Told(Trouble trouble)
    {
        var (now, more) = (time.GetUtcNow(), trouble.Kept);
        trouble.Wait = trouble.Wait * 2 < Longest ? trouble.Wait * 2 : Longest;
        (trouble.Kept, trouble.Due) = (0, now + trouble.Wait);
        var since = trouble.Since.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        trouble.Since = now;
        return more < 2 ? trouble.Last : trouble.Last with { Text = $"{trouble.Last.Text} ({more} times since {since})" };
    }

    sealed class Trouble(LogLine first)
    {
        public LogLine Last { get; set; } = first;

        public DateTimeOffset Since { get; set; } = first.At;

        public DateTimeOffset Due { get; set; }

        public TimeSpan Wait { get; set; } = First;

        public int Kept { get; set; }
    }
}
