using Abaca.Server.Data;
using Abaca.Server.Data.Migrations;
using Abaca.Server.Messages;
using Abaca.Server.Quotas;
using Abaca.Server.Services;
using Abaca.Server.ShareTypes;
using Abaca.Tests.Unit.Data;

namespace Abaca.Tests.Unit.Admin;

/// <summary>A fresh database with the stores of share types, quotas, messages, services and pools on it.</summary>
sealed class AdminWorld : IAsyncDisposable
{
    readonly TemporaryDatabase database = new();

    AdminWorld(QuotaDefaults defaults)
    {
        Types = new ShareTypeStore(Db, new ShareTypeSettings("default"), Clock);
        Book = new QuotaLedger(defaults);
        Limits = new QuotaLimitStore(Db, defaults);
        Messages = new MessageStore(Db, new MessageSettings(TimeSpan.FromDays(30)), Clock);
        Zones = new ZoneStore(Db, Clock);
        Services = new ServiceStore(Db, Zones, ServiceSettings, Clock);
        Pools = new PoolLedger(Db, ServiceSettings, Clock);
    }

    static ServiceSettings ServiceSettings { get; } = new(TimeSpan.FromSeconds(60));

    public FakeTime Clock { get; } = new();

    public Db Db => database.Db;

    public ShareTypeStore Types { get; }

    public QuotaLedger Book { get; }

    public QuotaLimitStore Limits { get; }

    public MessageStore Messages { get; }

    public ZoneStore Zones { get; }

    public ServiceStore Services { get; }

    public PoolLedger Pools { get; }

    public static async Task<AdminWorld> Make(QuotaDefaults? defaults = null)
    {
        var world = new AdminWorld(defaults ?? new QuotaDefaults());
        await new Migrator(world.Db, MigrationSet.Embedded(), world.Clock).Migrate();
        return world;
    }

    public Task Take(QuotaClaim claim) => Db.Transaction(tx => Book.Take(tx, claim));

    public async Task<bool> TryTake(QuotaClaim claim)
    {
        try
        {
            await Take(claim);
            return true;
        }
        catch (OverQuota)
        {
            return false;
        }
    }

    public Task Limit(QuotaScope scope, QuotaResource resource, long limit) => Db.Transaction(tx => Limits.Set(tx, scope, resource, limit));

    public async Task<long> Use(QuotaScope scope, QuotaResource resource) => (await Limits.Standing(scope)).Use(scope, resource);

    public ValueTask DisposeAsync() => database.DisposeAsync();
}
