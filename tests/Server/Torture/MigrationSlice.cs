using Abaca.Server.Data;
using Abaca.Server.Doorbell;
using Abaca.Server.Operations;
using Abaca.Server.Services;
using Abaca.Server.ShareMigration;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;

namespace Abaca.Tests.Server.Torture;

/// <summary>The slice that moves shares, as one process puts it together.</summary>
sealed class MigrationSlice
{
    static readonly MigrationSettings Settings = new(TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(30));

    readonly Slices slices;
    readonly MigrationDrivers drivers;
    readonly MigrationArrival arrival;
    readonly MigrationFollowUps next;

    public MigrationSlice(Slices slices, Db db, Backends backends, TimeProvider clock)
    {
        this.slices = slices;
        Instances = new PlacedInstances(db, clock);
        var snapshots = new MovingSnapshots(db, clock);
        drivers = new MigrationDrivers(backends, slices.Shares, slices.Specs, Instances, snapshots);
        Books = new MigrationLedger(slices.Shares, Instances, snapshots, slices.Placement, slices.Rules, slices.Types, slices.Quotas);
        arrival = new MigrationArrival(slices.Shares, Instances, snapshots, slices.Exports, slices.Rules, Books);
        Elsewhere = new MigrationsOfShare(drivers, Instances, Books);
        var leases = new LeaseTable(db, "operations", new ProcessOwner("torture/0", _ => true), TimeSpan.FromSeconds(60));
        var bells = new Bells();
        next = new MigrationFollowUps(
            new Abaca.Server.Operations.Operations(new OperationStore(db, leases, bells, clock), new LocalDispatch(), bells, new OperationsOptions(), clock),
            new MigrationRows(slices.Shares, Instances, clock), slices.Messages, Settings, clock);
    }

    public PlacedInstances Instances { get; }

    public MigrationLedger Books { get; }

    public MigrationsOfShare Elsewhere { get; }

    public StartMigrationFlow Start => new(Books, drivers, slices.Shares, Instances, next, slices.Messages);

    public WatchMigrationFlow Watch => new(drivers, Books, slices.Shares, next, slices.Messages);

    public CompleteMigrationFlow Complete => new(drivers, Books, arrival, slices.Shares, Instances, next, slices.Messages);

    public CancelMigrationFlow Cancel => new(drivers, Books, slices.Shares, slices.Messages);

    public RemoveInstanceFlow Remove => new(drivers, Books, slices.Shares, Instances, slices.Messages);

    public void AddTo(FlowRegistry flows)
    {
        flows.Add(Start);
        flows.Add(Watch);
        flows.Add(Complete);
        flows.Add(Cancel);
        flows.Add(Remove);
    }
}
