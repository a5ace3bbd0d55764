#pragma warning disable xUnit1051 // Every call ends by itself at once.

using Abaca.Server.Quotas;
using Xunit;

namespace Abaca.Tests.Unit.Quotas;

public sealed class QuotaLedgerTests
{
    static readonly string[] Users = ["ann", "bob"];
    static readonly string?[] Types = ["gold", "iron", null];

    [Fact]
    public async Task Use_equals_what_was_taken_and_never_passes_a_limit()
    {
        await using var world = await StoreWorld.Make(new QuotaDefaults { Shares = 8, Gigabytes = 60 });
        await world.Limit(QuotaScope.User("p", "ann"), QuotaResource.Shares, 5);
        await world.Limit(QuotaScope.Type("p", "gold"), QuotaResource.Gigabytes, 25);
        var random = new Random(20260101);
        var taken = new List<QuotaClaim>();
        var refused = 0;
        for (var i = 0; i < 400; i++)
        {
            if (taken.Count > 0 && random.Next(3) == 0)
            {
                var back = taken[random.Next(taken.Count)];
                taken.Remove(back);
                await world.Take(back.Negated);
            }
            else
            {
                var gib = random.Next(1, 15);
                var claim = new QuotaClaim("p", Users[random.Next(2)], Types[random.Next(3)], (QuotaResource.Shares, 1), (QuotaResource.Gigabytes, gib)) { OneShareGigabytes = gib };
                if (await world.TryTake(claim)) taken.Add(claim);
                else refused++;
            }
            await Agrees(world, taken);
        }
        Assert.InRange(refused, 20, 380);
    }

    static async Task Agrees(StoreWorld world, List<QuotaClaim> taken)
    {
        var project = QuotaScope.Project("p");
        var ann = QuotaScope.User("p", "ann");
        var gold = QuotaScope.Type("p", "gold");
        Assert.Equal(taken.Count, await world.Use(project, QuotaResource.Shares));
        Assert.Equal(taken.Sum(c => c.Amounts[1].Amount), await world.Use(project, QuotaResource.Gigabytes));
        Assert.Equal(taken.Count(c => c.UserId == "ann"), await world.Use(ann, QuotaResource.Shares));
        Assert.Equal(taken.Where(c => c.ShareTypeId == "gold").Sum(c => c.Amounts[1].Amount), await world.Use(gold, QuotaResource.Gigabytes));
        Assert.InRange(await world.Use(project, QuotaResource.Shares), 0, 8);
        Assert.InRange(await world.Use(project, QuotaResource.Gigabytes), 0, 60);
        Assert.InRange(await world.Use(ann, QuotaResource.Shares), 0, 5);
        Assert.InRange(await world.Use(gold, QuotaResource.Gigabytes), 0, 25);
    }

    [Fact]
    public async Task A_refused_claim_takes_nothing_even_when_its_transaction_goes_on()
    {
        await using var world = await StoreWorld.Make(new QuotaDefaults { Gigabytes = 10 });
        var over = await world.Db.Transaction(async tx =>
        {
            var caught = await Assert.ThrowsAsync<OverQuota>(() => world.Quotas.Take(tx, new QuotaClaim("p", "ann", null, (QuotaResource.Shares, 1), (QuotaResource.Gigabytes, 11))));
            await world.Quotas.Take(tx, new QuotaClaim("p", "ann", null, (QuotaResource.Shares, 1), (QuotaResource.Gigabytes, 10)));
            return caught;
        });
        Assert.Equal("gigabytes", over.Resource);
        Assert.Contains("allows 10 GiB; 0 GiB in use, 11 GiB more", over.Message, StringComparison.Ordinal);
        Assert.Equal(1, await world.Use(QuotaScope.Project("p"), QuotaResource.Shares));
        Assert.Equal(10, await world.Use(QuotaScope.Project("p"), QuotaResource.Gigabytes));
    }

    [Fact]
    public async Task Giving_back_is_never_refused_even_below_a_lowered_limit()
    {
        await using var world = await StoreWorld.Make(new QuotaDefaults());
        await world.Take(new QuotaClaim("p", "ann", "gold", (QuotaResource.Shares, 3), (QuotaResource.Gigabytes, 30)));
        await world.Limit(QuotaScope.Project("p"), QuotaResource.Gigabytes, 1);
        await world.Take(new QuotaClaim("p", "ann", "gold", (QuotaResource.Shares, -1), (QuotaResource.Gigabytes, -10)));
        Assert.Equal(20, await world.Use(QuotaScope.Project("p"), QuotaResource.Gigabytes));
        Assert.False(await world.TryTake(new QuotaClaim("p", "ann", "gold", (QuotaResource.Gigabytes, 1))));
    }

    [Fact]
    public async Task The_default_class_stands_before_the_configuration_and_behind_the_project()
    {
        await using var world = await StoreWorld.Make(new QuotaDefaults { Shares = 1 });
        await world.Db.Transaction(tx => world.Limits.SetOfClass(tx, QuotaLedger.DefaultClass, QuotaResource.Shares, 2));
        Assert.True(await world.TryTake(new QuotaClaim("p", "ann", null, (QuotaResource.Shares, 2))));
        Assert.False(await world.TryTake(new QuotaClaim("p", "ann", null, (QuotaResource.Shares, 1))));
        await world.Limit(QuotaScope.Project("p"), QuotaResource.Shares, -1);
        Assert.True(await world.TryTake(new QuotaClaim("p", "ann", null, (QuotaResource.Shares, 1000))));
    }

    [Fact]
    public async Task One_share_may_not_be_larger_than_the_quota_for_one_share()
    {
        await using var world = await StoreWorld.Make(new QuotaDefaults { PerShareGigabytes = 5 });
        Assert.True(await world.TryTake(new QuotaClaim("p", "ann", null, (QuotaResource.Gigabytes, 5)) { OneShareGigabytes = 5 }));
        Assert.False(await world.TryTake(new QuotaClaim("p", "ann", null, (QuotaResource.Gigabytes, 1)) { OneShareGigabytes = 6 }));
    }
}
