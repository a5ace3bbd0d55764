namespace Abaca.Cli;

/// <summary>How work stands at one look.</summary>
enum Standing
{
    /// <summary>It goes on.</summary>
    Going,

    /// <summary>It ended as asked.</summary>
    Good,

    /// <summary>It ended otherwise.</summary>
    Bad,
}

/// <summary>One look at work that goes on.</summary>
/// <param name="Standing">How it stands.</param>
/// <param name="Status">The status in the service's words.</param>
/// <param name="Progress">How far it is, such as "40%", when the service says so.</param>
sealed record Glance(Standing Standing, string Status, string? Progress = null);

/// <summary>How waiting ended.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Status">The last status seen.</param>
sealed record WaitEnd(int Code, string Status);

/// <summary>
/// Looks again and again until work has ended or the time is up. A service that does not answer for a while, because it is
/// being restarted, does not end the wait.
/// </summary>
/// <param name="line">Shows how it goes.</param>
/// <param name="time">The clock.</param>
/// <param name="limit">How long to wait at most.</param>
sealed class Waiter(ProgressLine line, TimeProvider time, TimeSpan limit)
{
    /// <summary>Waits.</summary>
    /// <param name="what">What is waited for, such as "share web".</param>
    /// <param name="look">Takes one look.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<WaitEnd> Until(string what, Func<CancellationToken, Task<Glance>> look, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        var status = "unknown";
        while (true)
        {
            var glance = await Look(look, ct);
            var elapsed = time.GetElapsedTime(start);
            if (glance is not null) status = glance.Status;
            line.Show($"{DisplayText.Safe(what)}: {Words(glance)}", elapsed);
            if (glance?.Standing is Standing.Good) return Ended(ExitCode.Ok, status);
            if (glance?.Standing is Standing.Bad) return Ended(ExitCode.EndedInError, status);
            if (elapsed >= limit) return Ended(ExitCode.TimedOut, status);
            var pause = Pause(elapsed);
            await Task.Delay(pause < limit - elapsed ? pause : limit - elapsed, time, ct);
        }
    }

    WaitEnd Ended(int code, string status)
    {
        line.Clear();
        return new WaitEnd(code, status);
    }

    static async Task<Glance?> Look(Func<CancellationToken, Task<Glance>> look, CancellationToken ct)
    {
        try
        {
            return await look(ct);
        }
        catch (ClientException e) when (e.Trouble is Trouble.Unreachable || e.Status is 502 or 503 or 504)
        {
            return null;
        }
    }

    static string Words(Glance? glance) => glance switch
    {
        null => "no answer, trying again",
        { Progress: { } progress, Standing: Standing.Going } => $"{glance.Status} {progress}",
        _ => glance.Status,
    };

    /// <summary>Short at first, because most work ends at once; then ever longer, to spare the service.</summary>
    static TimeSpan Pause(TimeSpan elapsed) => elapsed.TotalSeconds switch
    {
        < 3 => TimeSpan.FromSeconds(0.5),
        < 20 => TimeSpan.FromSeconds(1),
        < 120 => TimeSpan.FromSeconds(2),
        _ => TimeSpan.FromSeconds(5),
    };
}
