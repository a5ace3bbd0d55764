using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Drivers.Conformance;

/// <summary>Snapshots, shares made of them, and going back.</summary>
public abstract partial class DriverConformance
{
    [Fact]
    public async Task A_snapshot_is_taken_once_and_dropped_once()
    {
        Needs(Showing.Snapshots);
        var share = await Make();
        var before = await RawOf(share.Spec.Name);
        var snapshot = await TakeSnapshot(share);
        var raw = await RawOf(backend.StoredName(snapshot));
        Assert.NotEmpty(raw);

        var again = Done(await Driver.Snapshots!.CreateSnapshot(snapshot with { Details = Nothing }, Ct));
        Assert.Equal(snapshot.Details.OrderBy(d => d.Key), again.OrderBy(d => d.Key));
        Assert.Equal(raw, await RawOf(backend.StoredName(snapshot)));

        Done(await Driver.Snapshots!.DeleteSnapshot(snapshot, Ct));
        Assert.Empty(await RawOf(backend.StoredName(snapshot)));
        Assert.Equal(before, await RawOf(share.Spec.Name));
        Done(await Driver.Snapshots!.DeleteSnapshot(snapshot, Ct));
    }

    [Fact]
    public async Task A_snapshot_is_found_and_dropped_in_another_life()
    {
        Needs(Showing.Snapshots);
        var snapshot = await TakeSnapshot(await Make());
        var raw = await RawOf(backend.StoredName(snapshot));
        await backend.Restart(Death.Service, Ct);
        Done(await Driver.Snapshots!.CreateSnapshot(snapshot with { Details = Nothing }, Ct));
        Assert.Equal(raw, await RawOf(backend.StoredName(snapshot)));
        await backend.Restart(Death.Service, Ct);
        Done(await Driver.Snapshots!.DeleteSnapshot(snapshot with { Details = Nothing }, Ct));
        Assert.Empty(await RawOf(backend.StoredName(snapshot)));
    }

    [Fact]
    public async Task Dropping_a_snapshot_that_was_never_taken_is_done()
    {
        Needs(Showing.Snapshots);
        var share = await Make();
        Done(await Driver.Snapshots!.DeleteSnapshot(NewSnapshot(share), Ct));
        var gone = await Make();
        Done(await Driver.Delete(gone.Spec, Ct));
        Done(await Driver.Snapshots!.DeleteSnapshot(NewSnapshot(gone), Ct));
    }

    [Fact]
    public async Task A_share_from_a_snapshot_is_a_share_like_others_with_its_own_size()
    {
        Needs(Showing.Cloning);
        var source = await Make();
        var snapshot = await TakeSnapshot(source);
        var clone = await Clone(snapshot, NewShare(gib: 2));
        var plain = await Make(gib: 2);
        Assert.Equal(await backend.Describe(plain.Spec, Ct), await backend.Describe(clone.Spec, Ct));
        Assert.Empty(await RulesOf(clone));

        var again = Done(await Driver.Cloning!.CreateFromSnapshot(clone.Spec with { Details = Nothing }, snapshot, Ct));
        AssertSame(clone.Created, again);
        Assert.True(again.Ready);
        Assert.Equal(await backend.Describe(plain.Spec, Ct), await backend.Describe(clone.Spec, Ct));
    }

    [Fact]
    public async Task A_share_from_a_snapshot_that_is_not_there_is_refused_and_leaves_nothing()
    {
        Needs(Showing.Cloning);
        var share = NewShare();
        Refused(await Driver.Cloning!.CreateFromSnapshot(share, NewSnapshot(await Make()), Ct));
        Assert.Empty(await RawOf(share.Name));
    }

    [Fact]
    public async Task A_clone_outlives_its_snapshot_and_its_source()
    {
        Needs(Showing.Cloning);
        var source = await Make();
        var snapshot = await TakeSnapshot(source);
        var clone = await Clone(snapshot, NewShare());
        var described = await backend.Describe(clone.Spec, Ct);
        Done(await Driver.Snapshots!.DeleteSnapshot(snapshot, Ct));
        Assert.Empty(await RawOf(backend.StoredName(snapshot)));
        Done(await Driver.Delete(source.Spec, Ct));
        Assert.Empty(await RawOf(source.Spec.Name));
        Assert.Equal(described, await backend.Describe(clone.Spec, Ct));
    }

    [Fact]
    public async Task A_clone_has_the_content_of_the_moment_of_the_snapshot_and_goes_its_own_way()
    {
        Needs(Showing.Cloning, Showing.RealMounts);
        var source = await Make();
        await Allow(source, Rule(0));
        await using var old = await Mount(source);
        await Writes(old, "kept", "as it was");
        await Writes(old, "changed", "before");

        var snapshot = await TakeSnapshot(source);
        await Writes(old, "changed", "after");
        await Writes(old, "later", "not in the snapshot");
        Done(await Driver.Snapshots!.CreateSnapshot(snapshot with { Details = Nothing }, Ct)); // repeated: must not be taken anew

        var clone = await Clone(snapshot, NewShare());
        await Allow(clone, Rule(0));
        await using var mount = await Mount(clone);
        Assert.Equal("changed\nkept", await Names(mount));
        await Reads(mount, "kept", "as it was");
        await Reads(mount, "changed", "before");

        await Writes(mount, "own", "only in the clone");
        await Writes(mount, "kept", "changed in the clone");
        Done(await Driver.Cloning!.CreateFromSnapshot(clone.Spec, snapshot, Ct)); // repeated: must not undo what was written
        await Reads(mount, "own", "only in the clone");
        await Reads(old, "kept", "as it was");
        Assert.Equal("changed\nkept\nlater", await Names(old));

        Done(await Driver.Snapshots!.DeleteSnapshot(snapshot, Ct));
        Done(await Driver.Delete(source.Spec, Ct));
        await Reads(mount, "changed", "before");
        await Reads(mount, "own", "only in the clone");
    }

    [Fact]
    public async Task Reverting_brings_the_size_back_and_leaves_nobody_in()
    {
        Needs(Showing.Reverting, Showing.Resizing);
        var share = await Make();
        var snapshot = await TakeSnapshot(share);
        var described = await backend.Describe(share.Spec, Ct);
        await Allow(share, Rule(0));

        Done(await Driver.Resizing!.Extend(share.Spec, 2, Ct));
        var wide = share.Spec with { SizeGib = 2 };
        await Revert(share with { Spec = wide }, snapshot);
        Assert.Equal(described, await backend.Describe(share.Spec, Ct));
        Assert.Empty(await RulesOf(share));
        await Revert(share, snapshot);
        Assert.Equal(described, await backend.Describe(share.Spec, Ct));
        await Allow(share, Rule(0));
        Assert.Equal(Spelled(Rule(0)), await RulesOf(share));
        Assert.NotEmpty(await RawOf(backend.StoredName(snapshot))); // the snapshot stays
    }

    [Fact]
    public async Task Reverting_brings_the_content_back()
    {
        Needs(Showing.Reverting, Showing.RealMounts);
        var (share, snapshot) = await ChangedSinceSnapshot();
        await Revert(share, snapshot);
        await CannotMount(share, client: 0);
        await Allow(share, Rule(0));
        await using var after = await Mount(share);
        Assert.Equal("changed\nkept", await Names(after));
        await Reads(after, "kept", "as it was");
        await Reads(after, "changed", "before");
        await Writes(after, "new", "still writable");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_way_back_that_is_repeated_after_its_end_leaves_what_was_written_since(bool dies)
    {
        Needs(Showing.Reverting, Showing.RealMounts);
        var (share, snapshot) = await ChangedSinceSnapshot();
        var revertId = await Revert(share, snapshot);
        await Allow(share, Rule(0));
        await using (var after = await Mount(share)) await Writes(after, "acknowledged", "after the end");
        if (dies) await backend.Restart(Death.Service, Ct);

        Done(await Driver.Reverting!.Revert(share.Spec, snapshot, revertId, Ct));
        await Allow(share, Rule(0));
        await using var again = await Mount(share);
        await Reads(again, "acknowledged", "after the end");
        await Reads(again, "changed", "before");

        await Revert(share, snapshot); // another one goes back
        await Allow(share, Rule(0));
        await using var last = await Mount(share);
        Assert.Equal("changed\nkept", await Names(last));
    }

    /// <summary>A share that client 0 has changed since the snapshot was taken.</summary>
    async Task<(Made Share, SnapshotSpec Snapshot)> ChangedSinceSnapshot()
    {
        var share = await Make();
        await Allow(share, Rule(0));
        await using (var before = await Mount(share))
        {
            await Writes(before, "kept", "as it was");
            await Writes(before, "changed", "before");
        }
        var snapshot = await TakeSnapshot(share);
        await using (var meanwhile = await Mount(share))
        {
            await Writes(meanwhile, "changed", "after");
            await Writes(meanwhile, "later", "to be undone");
            Assert.Equal(ClientEnd.Ok, (await meanwhile.Remove("kept", Ct)).End);
        }
        return (share, snapshot);
    }

    /// <summary>Takes a share back; answers with the name of this way back.</summary>
    async Task<string> Revert(Made share, SnapshotSpec snapshot)
    {
        var id = Guid.NewGuid().ToString();
        Done(await Driver.Reverting!.Revert(share.Spec, snapshot, id, Ct));
        return id;
    }

    [Fact]
    public async Task Reverting_to_a_snapshot_that_is_not_there_is_refused_and_the_share_is_unharmed()
    {
        Needs(Showing.Reverting);
        var share = await Make();
        await Allow(share, Rule(0));
        var described = await backend.Describe(share.Spec, Ct);
        Refused(await Driver.Reverting!.Revert(share.Spec, NewSnapshot(share), Guid.NewGuid().ToString(), Ct));
        Assert.Equal(described, await backend.Describe(share.Spec, Ct));
    }
}
