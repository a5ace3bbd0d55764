using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Drivers.Conformance;

/// <summary>After death and damage: everything is as it was, and what is right is left alone.</summary>
public abstract partial class DriverConformance
{
    [Theory]
    [InlineData(Death.Service)]
    [InlineData(Death.Servers)]
    [InlineData(Death.Both)]
    public async Task Shares_rules_and_content_survive_a_death(Death death)
    {
        if (death != Death.Service) Needs(Showing.ServerDeath);
        var mounts = !backend.NotShown.ContainsKey(Showing.RealMounts);
        var share = await Make();
        var rule = Rule(0);
        await Allow(share, rule);
        if (mounts)
            await using (var before = await Mount(share)) await Writes(before, "file", "content");
        var described = await backend.Describe(share.Spec, Ct);

        await backend.Restart(death, Ct);
        Assert.Equal(described, await backend.Describe(share.Spec, Ct));
        Assert.Equal(Spelled(rule), await RulesOf(share));
        if (mounts)
        {
            await using var after = await MountInTime(share);
            await Eventually.Holds(() => after.Read("file", Ct), answer => answer.End == ClientEnd.Ok, "the server lets old clients read", Ct);
            await Reads(after, "file", "content");
            await Writes(after, "new", "content");
            await CannotMount(share, client: 1);
        }
        AssertSame(share.Created, Done(await Driver.Ensure(share.Spec, [rule], Ct)));
    }

    [Fact]
    public async Task Ensuring_what_is_right_writes_nothing()
    {
        var share = await Make();
        AccessRule[] rules = [Rule(0), Rule(1)];
        await Allow(share, rules);
        var (changes, described) = (backend.Changes, await backend.Describe(share.Spec, Ct));
        AssertSame(share.Created, Done(await Driver.Ensure(share.Spec, rules, Ct)));
        AssertSame(share.Created, Done(await Driver.Ensure(share.Spec, [.. rules.Reverse()], Ct)));
        Assert.Equal(changes, backend.Changes);
        Assert.Equal(described, await backend.Describe(share.Spec, Ct));
    }

    [Fact]
    public async Task Ensuring_brings_the_rules_that_are_wanted()
    {
        var share = await Make();
        await Allow(share, Rule(0));
        Done(await Driver.Ensure(share.Spec, [Rule(1)], Ct));
        Assert.Equal(Spelled(Rule(1)), await RulesOf(share));
    }

    [Fact]
    public async Task Ensuring_a_share_that_is_not_there_is_not_done_and_makes_none()
    {
        var share = NewShare();
        var result = await Driver.Ensure(share, [Rule(0)], Ct);
        Assert.False(result is DriverResult<CreatedShare>.Done, result.ToString());
        Assert.Empty(await RawOf(share.Name));
    }

    [Fact]
    public async Task Ensuring_repairs_every_damage()
    {
        Needs(Showing.Damage);
        Assert.NotEmpty(backend.Damages);
        foreach (var damage in backend.Damages)
        {
            var share = await Make();
            var rule = Rule(0);
            await Allow(share, rule);
            var described = await backend.Describe(share.Spec, Ct);
            await backend.Damage(damage, share.Spec, Ct);
            Assert.True(described != await backend.Describe(share.Spec, Ct), $"no damage was done by '{damage}'");

            AssertSame(share.Created, Done(await Driver.Ensure(share.Spec, [rule], Ct)));
            Assert.Equal(described, await backend.Describe(share.Spec, Ct));
            if (backend.NotShown.ContainsKey(Showing.RealMounts)) continue;
            await using var mount = await Mount(share);
            await Writes(mount, "file", damage);
            await CannotMount(share, client: 1);
        }
    }

    [Fact]
    public async Task A_damaged_share_can_be_deleted()
    {
        Needs(Showing.Damage);
        foreach (var damage in backend.Damages)
        {
            var share = await Make();
            await Allow(share, Rule(0));
            await backend.Damage(damage, share.Spec, Ct);
            Done(await Driver.Delete(share.Spec, Ct));
            Assert.Empty(await RawOf(share.Spec.Name));
        }
    }

    [Fact]
    public async Task The_inventory_lists_exactly_what_exists()
    {
        Needs(Showing.Inventory);
        var before = await Inventory();
        var shares = new[] { await Make(), await Make() };
        var expected = shares.Select(share => $"share {share.Spec.InstanceId}").ToList();
        if (Driver.Snapshots is not null) expected.Add($"snapshot {backend.InventoryName(await TakeSnapshot(shares[0]))}");
        await Allow(shares[1], Rule(0));
        Assert.Equal(expected.Order(), (await Inventory()).Except(before).Order());

        await backend.Restart(Death.Service, Ct);
        Assert.Equal(expected.Order(), (await Inventory()).Except(before).Order());

        Done(await Driver.Delete(shares[1].Spec, Ct));
        expected.Remove($"share {shares[1].Spec.InstanceId}");
        Assert.Equal(expected.Order(), (await Inventory()).Except(before).Order());
    }

    /// <summary>Shares and snapshots of the inventory; each at most once. Exports are further objects of a share.</summary>
    async Task<IReadOnlyList<string>> Inventory()
    {
        var objects = Done(await Driver.Inventory!.List(Ct)).Where(item => item.Kind is "share" or "snapshot")
            .Select(item => $"{item.Kind} {item.InstanceId ?? item.Name}").ToList();
        Assert.Equal(objects.Distinct().Order(), objects.Order());
        return objects;
    }
}
