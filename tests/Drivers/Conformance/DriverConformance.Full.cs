using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Drivers.Conformance;

/// <summary>How a share is full.</summary>
public enum Fullness
{
    /// <summary>By writes that went on until they were refused; some storage lets a little pass its limit.</summary>
    BeyondIt,
    /// <summary>Of small files.</summary>
    OfSmallFiles,
}

/// <summary>A full share is a share: whatever can be done with one can be done with it.</summary>
public abstract partial class DriverConformance
{
    public static TheoryData<Fullness> Fullnesses => [.. Enum.GetValues<Fullness>()];

    [Theory]
    [MemberData(nameof(Fullnesses))]
    public async Task A_full_share_does_all_that_a_share_does(Fullness how)
    {
        Needs(Showing.UsedSpace, Showing.Resizing);
        var share = await MakeFull(how);
        await IsVerified(share);
        await GrowsAndShrinksBack(share);
        if (Driver.Cloning is not null) await IsCloned(share, await TakeSnapshot(share));
        if (Driver.Reverting is not null) await GoesBack(share, await TakeSnapshot(share));
        foreach (var snapshot in taken) Done(await Driver.Snapshots!.DeleteSnapshot(snapshot, Ct));
        Done(await Driver.Delete(share.Spec, Ct));
        Assert.Empty(await RawOf(share.Spec.Name));
    }

    async Task IsVerified(Made share)
    {
        AccessRule[] rules = [Rule(0)];
        Done(await Driver.Ensure(share.Spec, rules, Ct));
        var (described, changes) = (await backend.Describe(share.Spec, Ct), backend.Changes);
        Done(await Driver.Ensure(share.Spec, rules, Ct));
        Assert.Equal((described, changes), (await backend.Describe(share.Spec, Ct), backend.Changes));
    }

    async Task GrowsAndShrinksBack(Made share)
    {
        for (var time = 0; time < 2; time++) Done(await Driver.Resizing!.Extend(share.Spec, 2, Ct));
        for (var time = 0; time < 2; time++) Done(await Driver.Resizing!.Shrink(share.Spec with { SizeGib = 2 }, 1, Ct));
        await IsVerified(share);
        await Holds(share);
        await TakesMore(share, ClientEnd.Full);
        Done(await Driver.Resizing!.Extend(share.Spec, 2, Ct));
        await TakesMore(share, ClientEnd.Ok);
        Done(await Driver.Resizing!.Shrink(share.Spec with { SizeGib = 2 }, 1, Ct));
    }

    async Task IsCloned(Made source, SnapshotSpec snapshot)
    {
        var (same, larger) = (await Clone(snapshot, NewShare()), await Clone(snapshot, NewShare(gib: 2)));
        foreach (var clone in new[] { same, larger })
        {
            AssertSame(clone.Created, Done(await Driver.Cloning!.CreateFromSnapshot(clone.Spec with { Details = Nothing }, snapshot, Ct)));
            await IsVerified(clone);
            await Holds(clone);
        }
        await TakesMore(same, ClientEnd.Full);
        await TakesMore(larger, ClientEnd.Ok);
        foreach (var clone in new[] { same, larger }) Done(await Driver.Delete(clone.Spec, Ct));
    }

    async Task GoesBack(Made share, SnapshotSpec snapshot)
    {
        await Revert(share, snapshot); // full to full
        await IsVerified(share);
        await Holds(share);
        Done(await Driver.Resizing!.Extend(share.Spec, 2, Ct));
        await Allow(share, Rule(0));
        await TakesMore(share, ClientEnd.Ok, keep: true);
        await Revert(share with { Spec = share.Spec with { SizeGib = 2 } }, snapshot); // fuller to full
        await IsVerified(share);
        await Holds(share);
        await TakesMore(share, ClientEnd.Full);
    }

    [Fact]
    public async Task A_share_goes_back_to_when_it_held_more_than_it_may_now()
    {
        Needs(Showing.UsedSpace, Showing.Reverting, Showing.Resizing);
        var wide = await Make(gib: 2);
        await backend.FillAllBut(wide.Spec, Gib / 2, Ct);
        var described = await backend.Describe(wide.Spec, Ct);
        var snapshot = await TakeSnapshot(wide);
        await backend.FillAllBut(wide.Spec, 2 * Gib - Mib, Ct);
        if (await Driver.Resizing!.Shrink(wide.Spec, 1, Ct) is not DriverResult.Done) Assert.Skip($"{backend.Name}'s shares do not become emptier from the inside.");
        await Revert(wide with { Spec = wide.Spec with { SizeGib = 1 } }, snapshot);
        Assert.Equal(described, await backend.Describe(wide.Spec, Ct));
    }

    [Fact]
    public async Task A_way_back_that_is_repeated_leaves_what_has_come_into_the_share_since()
    {
        Needs(Showing.Reverting, Showing.UsedSpace);
        var share = await Make();
        var snapshot = await TakeSnapshot(share);
        var empty = await backend.Describe(share.Spec, Ct);
        await backend.FillAllBut(share.Spec, Gib - (8 * Mib), Ct);
        var revertId = await Revert(share, snapshot);
        Assert.Equal(empty, await backend.Describe(share.Spec, Ct));

        await backend.FillAllBut(share.Spec, Gib - (4 * Mib), Ct);
        var written = await backend.Describe(share.Spec, Ct);
        Assert.NotEqual(empty, written);
        Done(await Driver.Reverting!.Revert(share.Spec, snapshot, revertId, Ct));
        Assert.Equal(written, await backend.Describe(share.Spec, Ct));
        await backend.Restart(Death.Service, Ct);
        Done(await Driver.Reverting!.Revert(share.Spec, snapshot, revertId, Ct));
        Assert.Equal(written, await backend.Describe(share.Spec, Ct));
    }

    /// <summary>A share of 1 GiB that is full, with a file of its clients.</summary>
    async Task<Made> MakeFull(Fullness how)
    {
        var share = await Make();
        await Allow(share, Rule(0));
        if (!backend.NotShown.ContainsKey(Showing.RealMounts))
            await using (var mount = await Mount(share)) await Writes(mount, "kept", "in a full share");
        await (how == Fullness.BeyondIt ? backend.FillBeyond(share.Spec, Ct) : backend.FillWithSmallFiles(share.Spec, Ct));
        return share;
    }

    /// <summary>What was in the share is there.</summary>
    async Task Holds(Made share)
    {
        Assert.NotEmpty(await backend.Describe(share.Spec, Ct));
        if (backend.NotShown.ContainsKey(Showing.RealMounts)) return;
        await using var mount = await Mount(share);
        await Reads(mount, "kept", "in a full share");
    }

    async Task TakesMore(Made share, ClientEnd expected, bool keep = false)
    {
        if (backend.NotShown.ContainsKey(Showing.RealMounts) || backend.NotShown.ContainsKey(Showing.EnforcedSize)) return;
        await using var mount = await Mount(share);
        var more = await mount.Write("more", new byte[32 * Mib], Ct);
        Assert.True(more.End == expected, $"{more.End} {more.Said}");
        if (!keep) await mount.Remove("more", Ct);
    }
}
