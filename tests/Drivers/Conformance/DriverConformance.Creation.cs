using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Drivers.Conformance;

/// <summary>Making and removing shares.</summary>
public abstract partial class DriverConformance
{
    [Fact]
    public async Task Creating_twice_is_creating_once()
    {
        var share = NewShare();
        var first = Done(await Driver.Create(share, Ct));
        var (raw, described) = (await RawOf(share.Name), await backend.Describe(share, Ct));
        var second = Done(await Driver.Create(share, Ct));

        Assert.NotEmpty(raw);
        Assert.NotEmpty(described);
        AssertSame(first, second);
        Assert.Equal(raw, await RawOf(share.Name));
        Assert.Equal(described, await backend.Describe(share, Ct));
    }

    [Fact]
    public async Task Creating_again_in_another_life_finds_the_share()
    {
        var share = await Make();
        var raw = await RawOf(share.Spec.Name);
        await backend.Restart(Death.Service, Ct);

        AssertSame(share.Created, Done(await Driver.Create(share.Spec with { Details = Nothing }, Ct)));
        Assert.Equal(raw, await RawOf(share.Spec.Name));
    }

    [Fact]
    public async Task Export_locations_say_where_the_share_is_with_the_preferred_first()
    {
        var share = await Make();
        Assert.Contains(share.Created.Exports, export => !export.AdminOnly);
        Assert.All(share.Created.Exports, export => Assert.Matches(@"^(\d+\.\d+\.\d+\.\d+|\[[0-9a-f:]+\]|[^/]+):/.+$", export.Path));
        Assert.Equal(share.Created.Exports.OrderByDescending(export => export.Preferred), share.Created.Exports);
        Assert.Equal(share.Created.Exports.Count, share.Created.Exports.Select(export => export.Path).Distinct().Count());
    }

    [Fact]
    public async Task A_deleted_share_leaves_nothing_and_deleting_it_again_is_done()
    {
        var share = await Make();
        await Allow(share, Rule(0));
        Done(await Driver.Delete(share.Spec, Ct));
        Assert.Empty(await RawOf(share.Spec.Name));
        Assert.Empty(await backend.Describe(share.Spec, Ct));
        Done(await Driver.Delete(share.Spec, Ct));
        Assert.Empty(await RawOf(share.Spec.Name));
    }

    [Fact]
    public async Task A_share_that_another_row_has_made_stays_when_its_name_is_to_be_deleted()
    {
        var share = await Make();
        var (raw, described) = (await RawOf(share.Spec.Name), await backend.Describe(share.Spec, Ct));
        var other = share.Spec with { InstanceId = Guid.NewGuid().ToString(), ShareId = Guid.NewGuid().ToString(), Details = Nothing, ObjectIdentity = null };

        var end = await Driver.Delete(other, Ct);

        Assert.True(end is DriverResult.Done or DriverResult.Refused { Why.Detail: MessageDetail.NotOwned }, end.ToString()); // there is none of its own
        Assert.Equal(raw, await RawOf(share.Spec.Name));
        Assert.Equal(described, await backend.Describe(share.Spec, Ct));
    }

    [Fact]
    public async Task A_share_is_deleted_in_another_life_and_without_its_details()
    {
        var share = await Make();
        await backend.Restart(Death.Service, Ct);
        Done(await Driver.Delete(share.Spec with { Details = Nothing }, Ct));
        Assert.Empty(await RawOf(share.Spec.Name));
    }

    [Fact]
    public async Task Deleting_what_was_never_made_is_done()
    {
        var before = await backend.ListRaw(Ct);
        Done(await Driver.Delete(NewShare(), Ct));
        Assert.Equal(before.Order(), (await backend.ListRaw(Ct)).Order());
    }

    [Theory]
    [InlineData("plain_{0}")]
    [InlineData("with.dots-and+more={0}")]
    [InlineData("with two  blanks {0}")]
    [InlineData("-rf {0}")]
    [InlineData("it's \"quoted\" `x` $(y) \\ {0}")]
    [InlineData("a;b|c&d>e<f*g?h#i {0}")]
    [InlineData("größe-共有-🗂-{0}")]
    [InlineData("../../up-{0}")]
    [InlineData("down/{0}")]
    [InlineData("two\nlines {0}")]
    [InlineData("{0}-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    public async Task An_odd_name_works_or_is_refused_and_leaves_nothing(string pattern)
    {
        var share = NewShare(nameOf: id => pattern.Replace("{0}", id, StringComparison.Ordinal));
        var before = (await backend.ListRaw(Ct)).Order().ToList();
        var result = await Driver.Create(share, Ct);
        if (result is DriverResult<CreatedShare>.Done done)
        {
            var odd = new Made(share with { Details = done.Value.Details }, done.Value);
            await Allow(odd, Rule(0));
            Assert.NotEmpty(await backend.Describe(share, Ct));
            if (!backend.NotShown.ContainsKey(Showing.RealMounts))
                await using (var mount = await Mount(odd)) await Writes(mount, "file", "odd");
        }
        else Refused(result);
        Done(await Driver.Delete(share, Ct));
        Assert.Equal(before, (await backend.ListRaw(Ct)).Order());
    }

    [Fact]
    public async Task Odd_metadata_project_and_extra_specs_do_no_harm()
    {
        var share = NewShare() with
        {
            ProjectId = "prøject/..;$(x)",
            Metadata = new Dictionary<string, string> { ["größe \"'`$(id)"] = "共有\n🗂", ["empty"] = "", ["long"] = new('x', 1023) },
            ExtraSpecs = new Dictionary<string, string> { ["unknown:key"] = "<in> '\"" },
        };
        Assert.NotEmpty((await Make(share)).Created.Exports);
    }

    [Fact]
    public async Task A_big_share_is_made()
    {
        var share = await Make(backend.BigGib);
        Assert.NotEmpty(await RawOf(share.Spec.Name));
    }

    [Fact]
    public async Task A_share_too_big_for_the_pool_is_refused_and_leaves_nothing()
    {
        Needs(Showing.PoolLimit);
        var share = NewShare(backend.TooBigGib);
        Assert.NotEmpty(Refused(await Driver.Create(share, Ct)).Text);
        Assert.Empty(await RawOf(share.Name));
        Refused(await Driver.Create(share, Ct));
    }

    [Fact]
    public async Task A_share_in_a_pool_that_is_not_there_is_refused_and_leaves_nothing()
    {
        var share = NewShare() with { Pool = "no-such-pool" };
        Refused(await Driver.Create(share, Ct));
        Assert.Empty(await RawOf(share.Name));
    }

    [Fact]
    public async Task Eight_shares_made_at_once_are_eight_shares()
    {
        var shares = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Make(), Ct)));
        Assert.Equal(8, shares.Select(share => share.Export).Distinct().Count());
        Assert.Single((await Task.WhenAll(shares.Select(share => backend.Describe(share.Spec, Ct)))).Distinct());

        await Task.WhenAll(shares.Select(share => Task.Run(() => Allow(share, Rule(0)), Ct)));
        foreach (var share in shares) Assert.Equal(Spelled(Rule(0)), await RulesOf(share));

        await Task.WhenAll(shares.Select(share => Task.Run(async () => Done(await Driver.Delete(share.Spec, Ct)), Ct)));
        foreach (var share in shares) Assert.Empty(await RawOf(share.Spec.Name));
    }

    [Fact]
    public async Task One_share_asked_for_eight_times_at_once_is_one_share()
    {
        var share = NewShare();
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Driver.Create(share, Ct), Ct)));
        Assert.All(results, result => Assert.False(result is DriverResult<CreatedShare>.Refused, result.ToString()));
        var created = Done(await Driver.Create(share, Ct));
        var other = await Make();
        Assert.All(results.OfType<DriverResult<CreatedShare>.Done>(), result => AssertSame(created, result.Value));
        Assert.Equal(await backend.Describe(other.Spec, Ct), await backend.Describe(share, Ct));
    }

    static void AssertSame(CreatedShare expected, CreatedShare actual)
    {
        static string Text(CreatedShare share) => string.Join('\n', share.Exports.Select(e => $"{e.Path} {e.Preferred} {e.AdminOnly}"))
            + string.Join('\n', share.Details.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => $"{d.Key}={d.Value}"));
        Assert.Equal(Text(expected), Text(actual));
    }
}
