using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Unit.Drivers;

/// <summary>What is written on an object is read again as it was meant, and what is not ours is nobody's of ours.</summary>
public sealed class OwnershipMarkTests
{
    static readonly OwnershipMark Share = new("d-1", "zfs", "s-1", null, "i-1");

    [Theory]
    [InlineData("zfs")]
    [InlineData("my section, with = and % and ~7e")]
    [InlineData("größer [1]\n")]
    [InlineData("")]
    public void A_mark_is_read_as_it_was_written(string section)
    {
        foreach (var mark in new[] { Share with { Section = section }, Share with { Section = section, SnapshotId = "n-1" } })
        {
            Assert.Equal(mark, OwnershipMark.Read(mark.ToText()));
            Assert.Matches("^[A-Za-z0-9 ._:=~-]+$", mark.ToText());
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void Nothing_is_no_mark(string? text) => Assert.Null(OwnershipMark.Read(text));

    [Theory]
    [InlineData("somebody's")]
    [InlineData("abaca1 deployment=d-1")]
    [InlineData("abaca2 deployment=d-1 section=zfs share=s-1 instance=i-1")]
    public void What_cannot_be_read_is_somebody_elses(string text) =>
        Assert.Equal(Ownership.Foreign, OwnershipRules.Judge(OwnershipMark.Read(text), Share, isProven: true));

    [Fact]
    public void A_row_owns_what_names_its_deployment_and_instance_whatever_the_section_is_called()
    {
        Assert.Equal(Ownership.Ours, OwnershipRules.Judge(Share with { Section = "renamed" }, Share, isProven: false));
        Assert.Equal(Ownership.Foreign, OwnershipRules.Judge(Share with { InstanceId = "i-2" }, Share, isProven: true));
        Assert.Equal(Ownership.Foreign, OwnershipRules.Judge(Share with { Deployment = "d-2" }, Share, isProven: true));
        Assert.Equal(Ownership.Foreign, OwnershipRules.Judge(Share with { SnapshotId = "n-1" }, Share, isProven: true));
        var snapshot = Share with { SnapshotId = "n-1" };
        Assert.Equal(Ownership.Ours, OwnershipRules.Judge(snapshot with { InstanceId = "on another replica" }, snapshot, isProven: false));
    }

    [Fact]
    public void Without_a_mark_only_proof_counts()
    {
        Assert.Equal(Ownership.Ours, OwnershipRules.Judge(null, Share, isProven: true));
        Assert.Equal(Ownership.Undecided, OwnershipRules.Judge(null, Share, isProven: false));
        Assert.Equal(MessageDetail.NotOwned, OwnershipRules.Objection("x", null, Share, isProven: false)!.Detail);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_was_let_go_is_nobodys_whatever_proves_it(bool isProven)
    {
        Assert.True(OwnershipMark.Read(OwnershipMark.LetGo) is null && OwnershipMark.SaysLetGo(OwnershipMark.LetGo));
        Assert.False(OwnershipMark.SaysLetGo(null) || OwnershipMark.SaysLetGo("") || OwnershipMark.SaysLetGo(Share.ToText()));
        Assert.Equal(Ownership.Undecided, OwnershipRules.Judge(null, Share, isProven, isLetGo: true));
        Assert.Contains("let go", OwnershipRules.Objection("x", null, Share, isProven, isLetGo: true)!.Text, StringComparison.Ordinal);
        Assert.Null(OwnershipRules.ObjectionToTaking(new BackendObject("share", "x", null) { IsLetGo = true }, null, Share));
    }

    [Fact]
    public void Only_what_was_looked_up_is_taken_and_only_the_mark_that_was_judged_is_replaced()
    {
        var free = new BackendObject("share", "x", null) { Identity = "zfs:1:2" };
        Assert.Null(OwnershipRules.ObjectionToTaking(free, null, Share));
        Assert.Null(OwnershipRules.ObjectionToTaking(free, free, Share));
        Assert.NotNull(OwnershipRules.ObjectionToTaking(free, free with { Identity = "zfs:1:3" }, Share));
        var left = free with { Mark = Share with { InstanceId = "gone" } };
        Assert.NotNull(OwnershipRules.ObjectionToTaking(left, null, Share));
        Assert.NotNull(OwnershipRules.ObjectionToTaking(left, free, Share));
        Assert.Null(OwnershipRules.ObjectionToTaking(left, left, Share));
        Assert.Null(OwnershipRules.ObjectionToTaking(free with { Mark = Share }, free, Share));
    }
}
