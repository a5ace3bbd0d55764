using Abaca.DriverSdk;
using Abaca.Drivers.Dummy;
using Abaca.Server.AccessRules;
using Abaca.Server.Data;
using Abaca.Server.Operations;
using Abaca.Server.Shares;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Abaca.Tests.Server.Torture;

/// <summary>What goes wrong while a share's access rules are brought to its backend.</summary>
/// <param name="Ordeal">What happens at the point.</param>
/// <param name="Points">At which point of the first process, and of the second; none: nowhere.</param>
sealed record RuleTorture(Ordeal Ordeal, params IReadOnlyList<int> Points)
{
    /// <summary>How the backend fails meanwhile, or null.</summary>
    public DummyFailure? Fault { get; init; }

    /// <summary>At an interruption the process dies as well, right after what its owner asked for was written.</summary>
    public bool Dies { get; init; }

    public override string ToString() => $"{Ordeal} at {string.Join(" and ", Points)}{(Dies ? " and death" : "")}, {Fault?.ToString() ?? "no fault"}";
}

/// <summary>One run of the access rule reconciler: rules are asked for, and in the middle of the pass more of them.</summary>
sealed class RuleRun(ShareWorld world, FakeTimeProvider clock, Share share, RuleTorture torture)
{
    const int MostTurns = 100;

    static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    readonly Dictionary<string, StoredRule> rules = [];
    bool changedMeanwhile;

    /// <summary>Does it; answers how many points of the torture were reached.</summary>
    public async Task<int> ToTheEnd()
    {
        await world.Db.Transaction(async tx =>
        {
            await Allow(tx, "a", "10.0.0.1", "rw");
            await Allow(tx, "b", "10.0.0.0/24", "ro");
            await Allow(tx, "refused", "alice", "rw", AccessType.User);
        });
        await Work(new Life(world.Db, 1, Ordeal.Death, 0, null));
        await CheckRules(("10.0.0.0/24", "ro"), ("10.0.0.1", "rw"));
        Assert.Equal(RuleState.Error, (await world.Slices.Shares.Find(share.Id.Text))!.AccessRulesStatus);

        await world.Db.Transaction(async tx =>
        {
            await Update(tx, "a", "ro");
            await Deny(tx, "b");
            await Deny(tx, "refused");
            await Allow(tx, "c", "10.0.0.3", "rw");
        });
        if (torture.Fault is { } fault) world.Backend.Fail(DummyMethod.SetAccess, fault);
        var reached = await LiveAndDie();
        await CheckEnd();
        if (torture.Fault?.Kind is FailureKind.Refuse) await ComeRightWithTheNextRequest();
        return reached;
    }

    // A backend that refused a whole set still has the one before; rules in error are those that it then has no more.
    async Task ComeRightWithTheNextRequest()
    {
        world.Backend.Fail(DummyMethod.SetAccess, null);
        await world.Db.Transaction(tx => Allow(tx, "later", "10.0.0.9", "rw"));
        await Work(new Life(world.Db, 4, Ordeal.Death, 0, null));
        await CheckRules();
    }

    async Task<int> LiveAndDie()
    {
        var reached = 0;
        for (var number = 1; ; number++)
        {
            var fatal = number <= torture.Points.Count ? torture.Points[number - 1] : 0;
            Life life = null!;
            life = new Life(world.Db, number, torture.Ordeal, fatal, async () =>
            {
                await Interrupt();
                if (torture.Dies) await life.Die();
            });
            var work = Work(life);
            await await Task.WhenAny(work, life.Ended);
            if (fatal > 0 && life.Points.Count >= fatal) reached++;
            if (!life.Ended.IsCompleted) return reached;
            if (torture.Ordeal is not Ordeal.Sleep) continue;
            await OthersFinishWhile(life, work);
            return reached;
        }
    }

    async Task OthersFinishWhile(Life sleeper, Task work)
    {
        clock.Advance(Lease + TimeSpan.FromSeconds(1));
        await Interrupt();
        await Work(new Life(world.Db, 2, Ordeal.Death, 0, null));
        await CheckEnd();
        sleeper.Wake();
        await work;
        Assert.True(sleeper.CallsAfterSleep == 0, "a worker that had lost its lease called the backend");
        await Work(new Life(world.Db, 3, Ordeal.Death, 0, null));
        await CheckEnd();
    }

    /// <summary>As the worker does it, in one thread.</summary>
    async Task Work(Life life)
    {
        var slices = new Slices(life.Db, new TorturedDriver(world.Backend, life), clock, $"torture/{life.Number}");
        var store = slices.Reconciliations;
        var run = new ReconciliationRun(store, [slices.RuleReconciler], new OperationsOptions { Chance = () => 0.5 }, NullLogger.Instance);
        if (life.Number % 2 == 0) await store.Leases.TakeFromTheDead(clock.GetUtcNow(), default);
        for (var turn = 0; !life.Woken; turn++)
        {
            Assert.True(turn < MostTurns, "it never ends");
            var until = clock.GetUtcNow() + Lease;
            if ((await store.Claim(Slices.Service, new LaneRoom(1, _ => 1, null), default)).Held is not [var row])
            {
                var due = await world.Db.Number($"SELECT MIN(due_at) FROM reconciliations");
                if (due == 0) return;
                clock.AdvanceTo(Moments.FromMicroseconds(due));
                continue;
            }
            using var lease = new Lease(until, clock, default);
            await run.Run(row, lease);
        }
    }

    Task Interrupt() => world.Db.Transaction(async tx =>
    {
        if (changedMeanwhile) return;
        changedMeanwhile = true;
        await Deny(tx, "a");
        await Update(tx, "c", "ro");
        await Allow(tx, "b again", "10.0.0.0/24", "rw");
        await Allow(tx, "refused too", "bob", "rw", AccessType.User);
    });

    async Task CheckEnd()
    {
        Assert.Equal(0, await world.Db.Number($"SELECT COUNT(*) FROM reconciliations"));
        if (torture.Fault?.Kind is FailureKind.Refuse) await CheckRulesAreFinal();
        else if (changedMeanwhile) await CheckRules(("10.0.0.0/24", "rw"), ("10.0.0.3", "ro"));
        else await CheckRules(("10.0.0.1", "ro"), ("10.0.0.3", "rw"));
        await new ShareLedgers(world).Check();
    }

    /// <summary>The backend has what is active.</summary>
    /// <param name="expected">Active rules, or none to expect whatever the rows say.</param>
    async Task CheckRules(params (string To, string Level)[] expected)
    {
        await CheckRulesAreFinal();
        var rows = await world.Slices.Rules.Of(world.Slices.Rules.Now, share.Id);
        var active = rows.Where(r => r.State == RuleState.Active).Select(r => (r.To, r.Level)).Order().ToList();
        if (expected.Length > 0) Assert.Equal(expected.Order(), active);
        var held = world.Backend.Holds().Shares.Single(s => s.InstanceId == share.InstanceId.Text).Rules;
        Assert.Equal(active, held.Select(r => (r.To, r.Level == AccessLevel.Ro ? "ro" : "rw")).Order());
    }

    /// <summary>Nothing is under way, and what is in error has been told.</summary>
    async Task CheckRulesAreFinal()
    {
        var rows = await world.Slices.Rules.On(world.Slices.Rules.Now, share.InstanceId);
        Assert.All(rows, r => Assert.True(r.State is RuleState.Active or RuleState.Error, $"{r.To} is {r.State}"));
        var together = rows.Exists(r => r.State == RuleState.Error) ? RuleState.Error : RuleState.Active;
        Assert.Equal(together, (await world.Slices.Shares.Find(share.Id.Text))!.AccessRulesStatus);
        foreach (var request in rows.Where(r => r.State == RuleState.Error).Select(r => r.RequestId).Distinct())
        {
            Assert.True(await world.Db.Number($"SELECT COUNT(*) FROM messages WHERE request_id = {request}") > 0, $"nobody was told of {request}");
        }
    }

    async Task Allow(Tx tx, string name, string to, string level, AccessType type = AccessType.Ip)
    {
        var rule = new StoredRule
        {
            Id = AccessRuleId.New(),
            ShareId = share.Id,
            Type = type,
            To = to,
            Level = level,
            RequestId = "req-allow-" + name,
            CreatedAt = clock.GetUtcNow(),
        };
        rules[name] = rule;
        await world.Slices.Rules.Insert(tx, rule, share);
        await Ask(tx);
    }

    async Task Update(Tx tx, string name, string level)
    {
        await world.Slices.Rules.SetLevel(tx, rules[name].Id, level);
        await world.Slices.Rules.Queue(tx, rules[name].Id, RuleState.QueuedToUpdate, "req-update-" + name);
        await Ask(tx);
    }

    async Task Deny(Tx tx, string name)
    {
        await world.Slices.Rules.Queue(tx, rules[name].Id, RuleState.QueuedToDeny, "req-deny-" + name);
        await Ask(tx);
    }

    async Task Ask(Tx tx) => await world.Slices.Rules.Ask(tx, (await world.Slices.Shares.Find(tx, share.Id.Text))!);
}
