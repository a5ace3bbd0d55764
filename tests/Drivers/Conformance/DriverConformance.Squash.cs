using System.Net;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Hostile;
using Abaca.Tests.Drivers.Network;
using Xunit;

namespace Abaca.Tests.Drivers.Conformance;

/// <summary>Whose users an NFS server takes for nobody: as the share's type says, from the first rule on and whatever happens to the share.</summary>
public abstract partial class DriverConformance
{
    const uint Root = 0, User = 1000;

    [Theory]
    [InlineData("no_root_squash")]
    [InlineData("root_squash")]
    [InlineData("all_squash")]
    public async Task Users_are_squashed_as_the_type_says_and_the_share_can_be_used(string squash)
    {
        NeedsNfs();
        var share = await Make(NewShare() with { ExtraSpecs = Squashing(squash) });
        await Allow(share, Rule(0));
        await MustShow(share, squash);
        await Allow(share, Rule(0), Rule(1, AccessLevel.Ro));
        await MustShow(share, squash);
        Done(await Driver.Ensure(share.Spec, [Rule(0), Rule(1)], Ct));
        await MustShow(share, squash);
    }

    [Fact]
    public async Task What_a_type_says_of_users_changes_with_the_type()
    {
        NeedsNfs();
        var share = await Make(NewShare() with { ExtraSpecs = Squashing("all_squash") });
        foreach (var squash in new[] { "all_squash", "root_squash", "all_squash", "root_squash", "no_root_squash" })
        {
            share = share with { Spec = share.Spec with { ExtraSpecs = Squashing(squash) } };
            Done(await Driver.Ensure(share.Spec, [Rule(0)], Ct));
            await MustShow(share, squash);
        }
    }

    [Fact]
    public async Task A_share_from_a_snapshot_squashes_as_its_type_says()
    {
        NeedsNfs();
        Needs(Showing.Snapshots, Showing.Cloning);
        var share = await Make(NewShare() with { ExtraSpecs = Squashing("all_squash") });
        var snapshot = await TakeSnapshot(share);
        var copy = await Clone(snapshot, NewShare() with { ExtraSpecs = Squashing("all_squash") });
        await Allow(copy, Rule(0));
        await MustShow(copy, "all_squash");
    }

    /// <summary>Files that root and a user write belong to whom the server takes them for.</summary>
    async Task MustShow(Made share, string squash)
    {
        var root = await OwnerOf(share, Root);
        if (squash == "no_root_squash")
        {
            Assert.Equal("0", root);
            return;
        }
        Assert.Contains(root, Nobody);
        var user = await OwnerOf(share, User);
        if (squash == "root_squash") Assert.Equal("1000", user);
        else Assert.Contains(user, Nobody);
    }

    /// <summary>Servers write the number or the name.</summary>
    static readonly string[] Nobody = ["65534", "nobody"];

    async Task<string> OwnerOf(Made share, uint user)
    {
        var split = share.Export.IndexOf(":/", StringComparison.Ordinal);
        using var client = await RawNfs.Connect((NfsClient)backend.Clients[0], IPAddress.Parse(share.Export[..split]), user, Ct);
        var way = share.Export[(split + 2)..].Split('/').Aggregate(new Compound().Root(), (step, part) => step.Lookup(part));
        var top = await client.Send(way.Handle(), Ct);
        Assert.Equal(NfsStatus.Ok, top.Status);
        var file = $"by-{user}-{Guid.NewGuid():N}";
        Assert.Equal(NfsStatus.Ok, await client.WriteFile(top.Handle, file, "x"u8.ToArray(), Ct));
        return (await client.Send(new Compound().At(top.Handle).Lookup(file).Attributes(), Ct)).Attributes!.Owner;
    }

    void NeedsNfs()
    {
        Needs(Showing.RealMounts);
        if (backend.Protocol != "NFS") Assert.Skip($"{backend.Name}: its protocol {backend.Protocol} has no such thing.");
    }

    static Dictionary<string, string> Squashing(string squash) => new() { [NfsSquashWords.Spec] = squash };
}
