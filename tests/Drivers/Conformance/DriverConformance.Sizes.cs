using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Drivers.Conformance;

/// <summary>Sizes: enforced, changed, and reported honestly.</summary>
public abstract partial class DriverConformance
{
    [Fact]
    public async Task A_full_share_refuses_more_bytes_and_takes_them_once_extended()
    {
        Needs(Showing.EnforcedSize, Showing.UsedSpace, Showing.RealMounts, Showing.Resizing);
        var share = await Make();
        await Allow(share, Rule(0));
        await using var mount = await Mount(share);
        await backend.FillAllBut(share.Spec, 2 * Mib, Ct);
        Assert.Equal(ClientEnd.Ok, (await mount.Write("fits", new byte[Mib / 2], Ct)).End);
        var full = await mount.Write("too-much", new byte[3 * Mib], Ct);
        Assert.True(full.End == ClientEnd.Full, $"{full.End} {full.Said}");

        Done(await Driver.Resizing!.Extend(share.Spec, 2, Ct));
        await using var wider = await Mount(share);
        var content = new byte[3 * Mib];
        Random.Shared.NextBytes(content);
        var more = await wider.Write("more", content, Ct);
        Assert.True(more.End == ClientEnd.Ok, $"{more.End} {more.Said}");
        Assert.Equal(content, (await wider.Read("more", Ct)).Content);
        Assert.Equal(Mib / 2, (await wider.Read("fits", Ct)).Content.Length);
    }

    [Fact]
    public async Task One_full_share_leaves_the_others_their_space()
    {
        Needs(Showing.EnforcedSize, Showing.UsedSpace, Showing.RealMounts);
        var (full, other) = (await Make(), await Make());
        await Allow(other, Rule(0));
        await backend.FillAllBut(full.Spec, 0, Ct);
        await using var mount = await Mount(other);
        Assert.Equal(ClientEnd.Ok, (await mount.Write("file", new byte[Mib], Ct)).End);
    }

    [Fact]
    public async Task An_extended_share_is_like_one_made_that_big_and_extending_twice_is_once()
    {
        Needs(Showing.Resizing);
        var (share, plain) = (await Make(), await Make(gib: 3));
        Done(await Driver.Resizing!.Extend(share.Spec, 3, Ct));
        Assert.Equal(await backend.Describe(plain.Spec, Ct), await backend.Describe(share.Spec, Ct));
        Done(await Driver.Resizing!.Extend(share.Spec, 3, Ct));
        await backend.Restart(Death.Service, Ct);
        Done(await Driver.Resizing!.Extend(share.Spec, 3, Ct));
        Assert.Equal(await backend.Describe(plain.Spec, Ct), await backend.Describe(share.Spec, Ct));
    }

    [Fact]
    public async Task A_shrunk_share_is_like_one_made_that_small_and_shrinking_twice_is_once()
    {
        Needs(Showing.Resizing);
        var (share, plain) = (await Make(gib: 3), await Make());
        Done(await Driver.Resizing!.Shrink(share.Spec, 1, Ct));
        Assert.Equal(await backend.Describe(plain.Spec, Ct), await backend.Describe(share.Spec, Ct));
        Done(await Driver.Resizing!.Shrink(share.Spec, 1, Ct));
        Assert.Equal(await backend.Describe(plain.Spec, Ct), await backend.Describe(share.Spec, Ct));
    }

    [Fact]
    public async Task A_shrunk_share_keeps_its_content_and_ends_at_the_new_size()
    {
        Needs(Showing.Resizing, Showing.EnforcedSize, Showing.UsedSpace, Showing.RealMounts);
        var share = await Make(gib: 2);
        await Allow(share, Rule(0));
        await using (var before = await Mount(share)) await Writes(before, "file", "content");
        Done(await Driver.Resizing!.Shrink(share.Spec, 1, Ct));
        await using var after = await Mount(share);
        await Reads(after, "file", "content");
        await backend.FillAllBut(share.Spec with { SizeGib = 1 }, Mib, Ct);
        var full = await after.Write("too-much", new byte[2 * Mib], Ct);
        Assert.True(full.End == ClientEnd.Full, $"{full.End} {full.Said}");
    }

    [Fact]
    public async Task Shrinking_below_the_space_in_use_is_refused_and_the_share_is_unharmed()
    {
        Needs(Showing.Resizing, Showing.UsedSpace);
        var share = await Make(gib: 2);
        await Allow(share, Rule(0));
        await backend.FillAllBut(share.Spec, Gib / 2, Ct);
        var described = await backend.Describe(share.Spec, Ct);

        Assert.Equal(MessageDetail.DriverRefusedShrink, Refused(await Driver.Resizing!.Shrink(share.Spec, 1, Ct)).Detail);
        Assert.Equal(described, await backend.Describe(share.Spec, Ct));
        if (backend.NotShown.ContainsKey(Showing.RealMounts)) return;
        await using var mount = await Mount(share);
        Assert.Equal(ClientEnd.Ok, (await mount.Write("still", new byte[Mib], Ct)).End);
    }

    [Fact]
    public async Task Extending_beyond_the_pool_is_refused_and_the_share_is_unharmed()
    {
        Needs(Showing.Resizing, Showing.PoolLimit);
        var share = await Make();
        var described = await backend.Describe(share.Spec, Ct);
        Refused(await Driver.Resizing!.Extend(share.Spec, backend.TooBigGib, Ct));
        Assert.Equal(described, await backend.Describe(share.Spec, Ct));
    }

    [Fact]
    public async Task The_report_names_the_pool_and_the_abilities_truly()
    {
        var pool = await PoolReport();
        Assert.True(pool.FreeGib is null || pool.TotalGib is null || pool.FreeGib <= pool.TotalGib, $"{pool}");
        Assert.True(pool.FreeGib is null or >= 0, $"{pool}");
        Assert.True(Driver.Snapshots is not null || !pool.SnapshotSupport, "snapshots are reported without the ability");
        Assert.True(Driver.Cloning is not null || !pool.CreateShareFromSnapshotSupport, "clones are reported without the ability");
        Assert.True(Driver.Reverting is not null || !pool.RevertToSnapshotSupport, "reverting is reported without the ability");
        Assert.Equal(!backend.NotShown.ContainsKey(Showing.Ipv6), pool.Ipv6Support);
    }

    [Fact]
    public async Task Promised_capacity_moves_with_the_shares()
    {
        Needs(Showing.Resizing);
        if ((await PoolReport()).ProvisionedGib is not { } before)
        {
            Assert.Skip($"{backend.Name} leaves adding up the promised sizes to the service.");
            return;
        }
        var share = await Make(gib: 2);
        Assert.Equal(before + 2, (await PoolReport()).ProvisionedGib!.Value, tolerance: 0.001);
        Done(await Driver.Resizing!.Extend(share.Spec, 5, Ct));
        Assert.Equal(before + 5, (await PoolReport()).ProvisionedGib!.Value, tolerance: 0.001);
        Done(await Driver.Delete(share.Spec, Ct));
        Assert.Equal(before, (await PoolReport()).ProvisionedGib!.Value, tolerance: 0.001);
    }

    /// <summary>File systems free what was deleted in their own time.</summary>
    static readonly TimeSpan FreeingPatience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Free_capacity_is_measured()
    {
        Needs(Showing.MeasuredCapacity, Showing.UsedSpace);
        var before = await SettledFreeGib();
        var share = await Make(gib: 2);
        await backend.FillAllBut(share.Spec, Gib, Ct);
        // A thick backend has given away 2 GiB, a thin one 1 GiB and what it needs to keep the books.
        await Eventually.Holds(PoolReport, pool => pool.FreeGib <= before - 0.9 && pool.FreeGib >= before - 2.2, $"free space falls below {before}", Ct);
        Done(await Driver.Delete(share.Spec, Ct));
        await Eventually.Holds(PoolReport, pool => pool.FreeGib >= before - 0.2, $"free space comes back to {before}", FreeingPatience, Ct);
    }

    // What earlier tests have deleted may still be coming back.
    async Task<double> SettledFreeGib()
    {
        var (last, looks) = (0.0, 0);
        var settled = await Eventually.Holds(PoolReport, pool =>
        {
            looks = pool.FreeGib == last ? looks + 1 : 0;
            last = pool.FreeGib!.Value;
            return looks == 20;
        }, "free space stands still", FreeingPatience, Ct);
        return settled.FreeGib!.Value;
    }

    async Task<PoolReport> PoolReport() => Done(await Driver.Report(Ct)).Pools.Single(pool => pool.Name == backend.Pool);
}
