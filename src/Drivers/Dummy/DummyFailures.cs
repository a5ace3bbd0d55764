namespace Abaca.Drivers.Dummy;

/// <summary>The failures that are wanted now, per method; counts run down as calls fail. Safe for many threads.</summary>
sealed class DummyFailures(IReadOnlyDictionary<DummyMethod, DummyFailure> atStart)
{
    readonly Dictionary<DummyMethod, DummyFailure> wanted = new(atStart);
    readonly Lock gate = new();
    long failed;

    /// <summary>How many calls have failed so far.</summary>
    public long Failed => Interlocked.Read(ref failed);

    /// <summary>From now on the method fails so; null heals it.</summary>
    public void Set(DummyMethod method, DummyFailure? failure)
    {
        lock (gate)
        {
            if (failure is null) wanted.Remove(method);
            else wanted[method] = failure;
        }
    }

    /// <summary>How the call that begins now fails; null: it does not.</summary>
    public FailureKind? Next(DummyMethod method)
    {
        lock (gate)
        {
            if (!wanted.TryGetValue(method, out var failure)) return null;
            if (failure.Probability < 1 && Random.Shared.NextDouble() >= failure.Probability) return null;
            Interlocked.Increment(ref failed);
            if (failure.Count is 1) wanted.Remove(method);
            else if (failure.Count is { } left) wanted[method] = failure with { Count = left - 1 };
            return failure.Kind;
        }
    }
}
