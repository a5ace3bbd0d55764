using System.Text;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>
/// As the operator's file has it: one floating address for clients and for SSH, two Ganesha machines behind it that the service does
/// not know by name.
/// </summary>
public sealed class CephNfsFloatingTests(ITestOutputHelper output)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_holder_of_the_address_is_killed_and_clients_and_service_go_on()
    {
        await using var ground = await CephNfsGround.Make(Ct);
        var address = ground.Net.Host(100);
        var known = Path.Combine(ground.Cluster.Directory, "known_hosts");
        await File.WriteAllLinesAsync(known, ground.Machines.Select(machine => machine.KnownHost(address)), Ct);
        var keepalived = new List<Keepalived>();
        try
        {
            foreach (var (number, machine) in ground.Machines.Index())
            {
                var options = new KeepalivedOptions(address, 100 - (10 * number), machine.Prefix, ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/2049"]);
                keepalived.Add(await Keepalived.Make(Path.Combine(ground.Cluster.Directory, "keepalived-" + machine.Name), options, Ct));
            }
            await Eventually.Holds(() => Holder(keepalived), holder => holder >= 0, "a machine has the address", Ct);
            var section = ground.Options(address);
            section["cephfs_ganesha_known_hosts"] = known;
            await using var driver = ground.NewDriver(section);
            Assert.Equal(DriverResult.Done, await driver.Start(Ct));
            await GoesOn(ground, driver, address, keepalived);
        }
        finally
        {
            foreach (var one in keepalived) await one.DisposeAsync();
        }
    }

    async Task GoesOn(CephNfsGround ground, IShareDriver driver, string address, List<Keepalived> keepalived)
    {
        var (share, other) = (NewShare(), NewShare());
        var client = ground.Net.NfsClients()[0];
        var rule = new AccessRule(Guid.NewGuid().ToString("D"), AccessType.Ip, client.Identity, AccessLevel.Rw);
        foreach (var each in new[] { share, other }) Assert.IsType<DriverResult<CreatedShare>.Succeeded>(await driver.Create(each, Ct), exactMatch: false);
        var made = (DriverResult<CreatedShare>.Succeeded)await driver.Create(share, Ct);
        var path = made.Value.Exports[0].Path;
        Assert.StartsWith(address + ":/volumes/", path, StringComparison.Ordinal);
        Assert.IsType<DriverResult<IReadOnlyList<RuleOutcome>>.Succeeded>(await driver.SetAccess(share, [rule], Ct), exactMatch: false);
        await Eventually.Holds(() => Write(client, path, "before"), said => said.Length == 0, "the client writes", Ct);
        // The other machine has read the index by then: it is woken through it.
        await Task.WhenAll(ground.Machines.Select(machine => Eventually.Holds(
            () => Write(client, $"{machine.Address}:{path.Split(':', 2)[1]}", "before"), said => said.Length == 0, $"{machine.Name} serves", Ct)));

        var holder = await Holder(keepalived);
        var clock = TimeProvider.System;
        var killed = clock.GetTimestamp();
        await ground.Machines[holder].Ganesha.Kill(Ct);
        var running = Allowed(driver, other, rule);
        await Eventually.Holds(() => Write(client, path, "after"), said => said.Length == 0, "the client writes again", Ct);
        output.WriteLine($"clients waited {clock.GetElapsedTime(killed).TotalMilliseconds:0} ms");
        await running;
        output.WriteLine($"a rule set meanwhile is active after {clock.GetElapsedTime(killed).TotalMilliseconds:0} ms");
        Assert.NotEqual(holder, await Holder(keepalived));
        Assert.Contains("Ended the CephFS sessions", ground.Log.All, StringComparison.Ordinal);
        foreach (var each in new[] { share, other }) Assert.Equal(DriverResult.Done, await driver.Delete(each, Ct));
    }

    /// <summary>Repeats as the service does while the end is unclear.</summary>
    static async Task Allowed(IShareDriver driver, ShareSpec share, AccessRule rule) => await Eventually.Holds(
        () => driver.SetAccess(share, [rule], Ct), end => end is DriverResult<IReadOnlyList<RuleOutcome>>.Succeeded, "the rule is active", Ct);

    static async Task<int> Holder(List<Keepalived> keepalived)
    {
        for (var number = 0; number < keepalived.Count; number++)
            if (await keepalived[number].Holds(Ct)) return number;
        return -1;
    }

    static async Task<string> Write(IShareClient client, string path, string text)
    {
        var mount = await client.Mount(path, Ct);
        if (mount.Share is null) return mount.Said;
        await using var share = mount.Share;
        var answer = await share.Write("file", Encoding.UTF8.GetBytes(text), Ct);
        return answer.End == ClientEnd.Ok ? "" : $"{answer.End} {answer.Said}";
    }

    static ShareSpec NewShare()
    {
        var id = Guid.NewGuid().ToString("D");
        return new ShareSpec(id, id, "share-" + id, "project", "cephfs", "NFS", 1,
            new Dictionary<string, string>(), new Dictionary<string, string>(), new Dictionary<string, string>());
    }
}
