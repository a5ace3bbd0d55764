namespace Abaca.Server.Identity;

/// <summary>
/// The order in which passwords are judged. A judgement takes 150 ms of a processor, on purpose, so few run at once, and whoever is next
/// decides who gets in at all. Next is whose user and source had the least judged lately: neither guesses from a hundred addresses nor a
/// hundred logins of one program keep anybody else waiting. Among equals the newest and the oldest take turns, so that in a crowd nobody
/// waits for ever and who comes now need not wait for the crowd.
/// </summary>
/// <param name="atOnce">How many are judged at once.</param>
/// <param name="throttle">Who has to pause.</param>
/// <param name="time">The time.</param>
sealed class LoginQueue(int atOnce, GuessThrottle throttle, TimeProvider time)
{
    /// <summary>How many wait at most; what is then too many is turned away, whoever has had the most first.</summary>
    public const int MostWaiting = 256;

    /// <summary>How many of one source wait at most.</summary>
    public const int MostOfSource = 128;

    readonly Lock gate = new();
    readonly LinkedList<Waiting> waiting = [];
    readonly Dictionary<string, int> running = new(StringComparer.Ordinal);
    readonly RecentLoad load = new(time);
    int judged;
    bool newestNext = true;

    /// <summary>Waits for the attempt's turn, judges it, and counts how it ended.</summary>
    /// <param name="attempt">Who, from where.</param>
    /// <param name="judge">Whether the secret is right.</param>
    /// <param name="ct">Gives up waiting.</param>
    /// <exception cref="IdentityRefusal">429 in a pause after wrong guesses, 503 when too many wait.</exception>
    public async Task<bool> Judge(LoginAttempt attempt, Func<Task<bool>> judge, CancellationToken ct)
    {
        var mine = new Waiting(attempt);
        lock (gate)
        {
            Enter(mine);
            Advance();
        }
        await using var givingUp = ct.UnsafeRegister(_ => Leave(mine, ct), null);
        await mine.Turn.Task;
        try
        {
            var right = await judge();
            if (right) throttle.Succeeded(attempt);
            else throttle.Failed(attempt);
            return right;
        }
        finally
        {
            lock (gate)
            {
                judged--;
                Count(attempt, -1);
                Advance();
            }
        }
    }

    void Enter(Waiting mine)
    {
        waiting.AddLast(mine);
        if (waiting.Count(one => one.Attempt.Source == mine.Attempt.Source) > MostOfSource) Refuse(mine, IdentityRefusals.TooBusy());
        else if (waiting.Count > MostWaiting) Refuse(waiting.MaxBy(one => Weight(one.Attempt))!, IdentityRefusals.TooBusy());
    }

    void Leave(Waiting mine, CancellationToken ct)
    {
        lock (gate)
        {
            if (waiting.Remove(mine)) mine.Turn.TrySetCanceled(ct);
        }
    }

    /// <summary>Starts whoever may start; refuses those whose pause began while they waited.</summary>
    void Advance()
    {
        foreach (var one in waiting.ToList())
            if (throttle.Pause(one.Attempt) is { } wait)
                Refuse(one, IdentityRefusals.SlowDown(wait));
        while (judged < atOnce && Next() is { } next) Begin(next);
    }

    Waiting? Next()
    {
        var ready = waiting.Where(one => throttle.AtOnce(one.Attempt).All(bound => running.GetValueOrDefault(bound.Key) < bound.Most)).ToList();
        if (ready.Count == 0) return null;
        var least = ready.Min(one => Weight(one.Attempt));
        var equals = ready.Where(one => Weight(one.Attempt) <= least);
        newestNext = !newestNext;
        return newestNext ? equals.Last() : equals.First();
    }

    void Begin(Waiting next)
    {
        waiting.Remove(next);
        judged++;
        Count(next.Attempt, 1);
        load.Add(next.Attempt.User);
        load.Add(next.Attempt.Source);
        next.Turn.TrySetResult();
    }

    void Refuse(Waiting one, IdentityRefusal why)
    {
        waiting.Remove(one);
        one.Turn.TrySetException(why);
    }

    void Count(LoginAttempt attempt, int change)
    {
        foreach (var key in (string[])[attempt.Pair, attempt.Place])
            if ((running[key] = running.GetValueOrDefault(key) + change) == 0) running.Remove(key);
    }

    // A user and a source may have the same text; a user's id is never an address.
    double Weight(LoginAttempt attempt) => load.Of(attempt.User) + load.Of(attempt.Source);

    sealed record Waiting(LoginAttempt Attempt)
    {
        public TaskCompletionSource Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
