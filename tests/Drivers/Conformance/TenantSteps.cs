using System.Text;
using Abaca.Tests.Compat.Clients;
using Abaca.Tests.Compat.Kill;
using Abaca.Tests.Compat.Service;
using Abaca.Tests.Drivers.Ceph;
using Xunit;

namespace Abaca.Tests.Drivers.Conformance;

/// <summary>Steps of the walk-throughs of the operators' pages: a tenant with OpenStack's own <c>manila</c> client, and machines that mount.</summary>
/// <param name="demo">The tenant's client.</param>
/// <param name="service">The service, for its log.</param>
/// <param name="patience">How long something may take to become true.</param>
sealed class TenantSteps(ManilaShell demo, ServiceProcess service, TimeSpan patience)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Makes a share and waits until it is available.</summary>
    public async Task Created(params string[] create)
    {
        var made = await demo.Properties(create);
        await demo.Until("available", "show", made["id"]);
    }

    /// <summary>Extends and shrinks a share to these sizes in GiB.</summary>
    public async Task Resized(string share, string larger, string smaller)
    {
        foreach (var (verb, size) in new[] { ("extend", larger), ("shrink", smaller) })
        {
            await demo.Do(verb, share, size);
            Assert.Equal(size, (await demo.Until("available", "show", share))["size"]);
        }
    }

    /// <summary>The rule of a client, once it is active.</summary>
    public async Task<Dictionary<string, string>> Active(string share, string client)
    {
        Dictionary<string, string> seen = [];
        async Task<bool> IsActive()
        {
            seen = Assert.Single(await demo.Table("access-list", share), row => row["access_to"] == client);
            return seen["state"] == "active";
        }
        Assert.True(await Deadline.Holds(IsActive, patience), $"The rule of {client} is {seen.GetValueOrDefault("state")}.\n{service.LogTail}");
        return seen;
    }

    /// <summary>Where the share is mounted from.</summary>
    public async Task<string> Location(string share) => Assert.Single(await demo.Table("share-export-location-list", share))["Path"];

    /// <summary>Deletes a share and waits until it is gone.</summary>
    public async Task Deleted(string share)
    {
        await demo.Do("delete", share);
        await demo.UntilGone("show", share);
    }

    /// <summary>Nothing on the storage remembers a share, after the last one was deleted.</summary>
    public async Task NothingIsLeft(IWholeGround ground)
    {
        HeldThings held = null!;
        var empty = await Deadline.Holds(async () => (held = await ground.Held()) is { Shares.Count: 0, Snapshots.Count: 0, Rules.Count: 0 }, patience);
        Assert.True(empty, $"left: {string.Join(", ", held.Shares.Keys.Concat(held.Snapshots).Concat(held.Rules.Keys))}\n{service.LogTail}");
    }

    /// <summary>Mounts, which must be allowed.</summary>
    public static async Task<IMountedShare> Mounts(IShareClient client, string location)
    {
        var mounted = await client.Mount(location, Ct);
        Assert.True(mounted.Share is not null, mounted.Said);
        return mounted.Share;
    }

    /// <summary>Mounts and writes a file.</summary>
    public static async Task Writes(IShareClient client, string location, string file, string text)
    {
        await using var share = await Mounts(client, location);
        var written = await share.Write(file, Encoding.UTF8.GetBytes(text), Ct);
        Assert.True(written.End == ClientEnd.Ok, written.Said);
    }

    /// <summary>Mounts and reads a file.</summary>
    public static async Task<string> Reads(IShareClient client, string location, string file)
    {
        await using var share = await Mounts(client, location);
        return Encoding.UTF8.GetString((await share.Read(file, Ct)).Content);
    }
}
