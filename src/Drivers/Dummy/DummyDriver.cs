using Abaca.DriverSdk;

namespace Abaca.Drivers.Dummy;

/// <summary>
/// A backend with every ability and no storage: it remembers what it was told to hold and answers as a real one would,
/// as slowly and as badly as it is told to. Safe for many threads.
/// </summary>
public sealed partial class DummyDriver(DummyOptions options, TimeProvider clock)
    : IShareDriver, IResizing, ISnapshots, ICloning, IReverting, IManaging
{
    const long BytesPerGib = 1L << 30;

    readonly DummyFailures failures = new(options.Failures);
    readonly Dictionary<DummyMethod, TimeSpan> delays = new(options.Delays);
    readonly Lock opening = new();
    DummyMemory? memory = options.StateFile is null ? new DummyMemory(null) : null;

    /// <summary>From now on the method fails so; null heals it. For tests.</summary>
    public void Fail(DummyMethod method, DummyFailure? failure) => failures.Set(method, failure);

    /// <summary>How many calls have failed as they were told to. For tests.</summary>
    public long Failed => failures.Failed;

    /// <summary>From now on the method takes so long. For tests.</summary>
    public void Slow(DummyMethod method, TimeSpan delay)
    {
        lock (delays) delays[method] = delay;
    }

    /// <summary>From now on a share that moves is copied for so long. For tests.</summary>
    public TimeSpan MigrationTime { get; set; } = options.MigrationTime;

    /// <summary>From now on a move keeps this. For tests.</summary>
    public MigrationAbilities MigrationAbilities { get; set; } = options.MigrationAbilities;

    /// <summary>Pretends that so many bytes of a share are in use, up to its size. For tests.</summary>
    /// <exception cref="ArgumentException">The share is not there, or smaller.</exception>
    public void Fill(string instanceId, long bytes)
    {
        var held = memory ?? throw new InvalidOperationException("Start the driver first.");
        lock (held.Gate)
        {
            var share = held.Share(instanceId) ?? throw new ArgumentException("No such share.", nameof(instanceId));
            if (bytes < 0 || bytes > share.SizeGib * BytesPerGib) throw new ArgumentException("More than fits.", nameof(bytes));
            held.Keep(share with { UsedBytes = bytes });
        }
    }

    /// <summary>Takes what serves a share from under the driver: its rules are gone until they are set again. For tests.</summary>
    public void LoseRules(string instanceId)
    {
        var held = memory ?? throw new InvalidOperationException("Start the driver first.");
        lock (held.Gate)
            if (held.Share(instanceId) is { } share) held.Keep(share with { Rules = [] });
    }

    /// <summary>Lets a client in behind the driver, as if its rule had been set. For tests.</summary>
    public void LetIn(string instanceId, string address)
    {
        var held = memory ?? throw new InvalidOperationException("Start the driver first.");
        lock (held.Gate)
            if (held.Share(instanceId) is { } share) held.Keep(share with { Rules = [new HeldRule(AccessType.Ip, address, AccessLevel.Rw, null)] });
    }

    /// <summary>What the backend holds at this moment in the service's care. For tests.</summary>
    public (IReadOnlyList<HeldShare> Shares, IReadOnlyList<HeldSnapshot> Snapshots) Holds()
    {
        if (memory is not { } held) return ([], []);
        lock (held.Gate) return ([.. held.Shares], [.. held.Snapshots]);
    }

    /// <summary>Names of what lies on the backend without being in the service's care. For tests.</summary>
    public IReadOnlyList<string> Foreign()
    {
        if (memory is not { } held) return [];
        lock (held.Gate) return [.. held.ForeignShares.Select(s => s.Name), .. held.ForeignSnapshots.Select(s => s.Name)];
    }

    /// <summary>How often a call has changed what the backend holds. For tests.</summary>
    public long Changes => memory?.Changes ?? 0;

    /// <summary>Reads the state file, if there is one.</summary>
    public Task<DriverResult> Start(CancellationToken ct = default) => Act(DummyMethod.Start, () =>
    {
        lock (opening)
        {
            try
            {
                memory ??= new DummyMemory(options.StateFile);
                lock (memory.Gate)
                    foreach (var (name, sizeGib) in options.Existing) Lay(memory, name, options.Pools.Keys.First(), sizeGib);
                return new DriverResult.Done();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                return new DriverResult.Unclear($"The Dummy backend's state file cannot be used: {e.Message}");
            }
        }
    }, ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        memory?.Dispose();
        return ValueTask.CompletedTask;
    }

    async Task<DriverResult> Act(DummyMethod method, Func<DriverResult> act, CancellationToken ct)
    {
        await Dawdle(method, ct);
        var failure = failures.Next(method);
        if (failure is { } kind and not FailureKind.Lost) return FailedEnd(method, kind);
        if (!options.MayAct()) return new DriverResult.Unclear($"{method} was not done: another process may serve this backend now.");
        var result = act();
        return failure is null ? result : new DriverResult.Unclear($"{method}: the answer was lost (as configured).");
    }

    Task<DriverResult> Act(DummyMethod method, Func<DummyMemory, DriverResult> act, CancellationToken ct) =>
        Act(method, () =>
        {
            if (memory is not { } held) return new DriverResult.Unclear("The Dummy backend has not been started.");
            lock (held.Gate) return act(held);
        }, ct);

    async Task<DriverResult<T>> Act<T>(DummyMethod method, Func<DummyMemory, DriverResult<T>> act, CancellationToken ct)
    {
        DriverResult<T>? answer = null;
        var end = await Act(method, held =>
        {
            answer = act(held);
            return new DriverResult.Done();
        }, ct);
        return end is DriverResult.Done ? answer! : end;
    }

    async Task Dawdle(DummyMethod method, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        TimeSpan delay;
        lock (delays) delay = delays.GetValueOrDefault(method, options.Delay);
        if (delay > TimeSpan.Zero) await Task.Delay(delay, clock, ct);
    }

    static DriverResult FailedEnd(DummyMethod method, FailureKind kind) => kind switch
    {
        FailureKind.Refuse => new DriverResult.Refused(new Refusal(DetailOf(method), $"{method} is refused (as configured).")),
        FailureKind.Unclear => new DriverResult.Unclear($"{method}: the request was lost (as configured)."),
        _ => throw new InvalidOperationException($"{method} throws (as configured)."),
    };

    /// <summary>What a refusal of this method means to a share's owner.</summary>
    static MessageDetail DetailOf(DummyMethod method) => method switch
    {
        DummyMethod.Extend => MessageDetail.DriverFailedExtend,
        DummyMethod.Shrink => MessageDetail.DriverRefusedShrink,
        DummyMethod.CreateFromSnapshot => MessageDetail.DriverFailedCreatingFromSnapshot,
        DummyMethod.SetAccess => MessageDetail.ForbiddenClient,
        DummyMethod.CheckMigration => MessageDetail.CannotMove,
        DummyMethod.Start => MessageDetail.BackendNotReady,
        _ => MessageDetail.Unknown,
    };

    static DriverResult No(MessageDetail detail, string text) => new DriverResult.Refused(new Refusal(detail, text));
}
