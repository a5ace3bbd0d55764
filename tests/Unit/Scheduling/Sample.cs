using Abaca.DriverSdk;
using Abaca.Server.Scheduling;
using Abaca.Server.Scheduling.Expressions;

namespace Abaca.Tests.Unit.Scheduling;

/// <summary>Pools and requests for tests: everything fits unless a test says otherwise.</summary>
static class Sample
{
    public static Scheduler Scheduler(SchedulerOptions? options = null) =>
        new(options ?? new SchedulerOptions(), new SchedulingPolicies(new ExpressionCache()));

    public static PoolState Pool(
        string host = "node@gold#p1",
        double? total = 100,
        double? free = 100,
        PoolOptions? options = null,
        PoolUse use = default,
        Func<PoolReport, PoolReport>? report = null,
        Func<PoolService, PoolService>? service = null)
    {
        var name = HostName.Of(host);
        var plain = new PoolReport(name.Pool, total, free) { SnapshotSupport = true };
        var row = new PoolService(HostName.ServiceOf(host), "nova");
        return PoolState.OfBackend(
            service?.Invoke(row) ?? row,
            new BackendReport("Acme", "1.2", "NFS", [report?.Invoke(plain) ?? plain]),
            options ?? new PoolOptions { BackendName = name.Backend },
            _ => use)[0];
    }

    public static PoolState With(params (string Name, object Value)[] capabilities) => Pool(report: r => r with
    {
        Capabilities = capabilities.ToDictionary(c => c.Name, c => c.Value),
    });

    public static PlacementRequest Create(int gib = 10) => new()
    {
        Kind = PlacementKind.Create,
        SizeGib = gib,
        ShareId = "3b5ad5c5-3f1e-4e3a-9f0a-6a9f6d5c7e11",
        Protocol = "NFS",
        ShareProperties = new Dictionary<string, object?> { ["size"] = gib, ["project_id"] = "p" },
    };

    public static PlacementRequest WithSpecs(params (string Key, string Value)[] specs) => Create() with
    {
        ExtraSpecs = specs.ToDictionary(s => s.Key, s => s.Value),
    };

    public static Placement.Chosen Chosen(Placement placement) => Xunit.Assert.IsType<Placement.Chosen>(placement);

    public static Placement.Impossible Impossible(Placement placement) => Xunit.Assert.IsType<Placement.Impossible>(placement);
}
