using Abaca.Server.Data;
using Abaca.Server.Data.Migrations;
using Abaca.Server.Messages;
using Abaca.Server.Quotas;
using Abaca.Server.Services;
using Abaca.Server.ShareTypes;
using Abaca.Tests.Unit.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Abaca.Tests.Unit;

/// <summary>A fresh database with the stores of share types, quotas, messages, services and pools on it.</summary>
sealed class StoreWorld : IAsyncDisposable
{
    readonly TemporaryDatabase database = new();

    readonly ServiceProvider slices;

    StoreWorld(QuotaDefaults defaults) => slices = new ServiceCollection()
        .AddSingleton(_ => Db)
        .AddSingleton<TimeProvider>(Clock)
        .AddShareTypes(new ShareTypeSettings("default"))
        .AddQuotas(defaults)
        .AddMessages(new MessageSettings(TimeSpan.FromDays(30)))
        .AddServices(new ServiceSettings(TimeSpan.FromSeconds(60)))
        .BuildServiceProvider();

    public FakeTime Clock { get; } = new();

    public Db Db => database.Db;

    public ShareTypeStore Types => slices.GetRequiredService<ShareTypeStore>();

    public QuotaLedger Quotas => slices.GetRequiredService<QuotaLedger>();

    public QuotaLimitStore Limits => slices.GetRequiredService<QuotaLimitStore>();

    public MessageStore Messages => slices.GetRequiredService<MessageStore>();

    public ZoneStore Zones => slices.GetRequiredService<ZoneStore>();

    public ServiceStore Services => slices.GetRequiredService<ServiceStore>();

    public PoolLedger Pools => slices.GetRequiredService<PoolLedger>();

    public static async Task<StoreWorld> Make(QuotaDefaults? defaults = null)
    {
        var world = new StoreWorld(defaults ?? new QuotaDefaults());
        await new Migrator(world.Db, world.Clock).Migrate();
        return world;
    }

    public Task Take(QuotaClaim claim) => Db.Transaction(tx => Quotas.Take(tx, claim));

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
