using System.Text;
using Abaca.Drivers.CephFs.Deployment;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>
/// As the operator's file has it: one floating address for clients and for SSH, two Ganesha machines behind it that the service does
/// not know by name. Ganesha and keepalived run by what <c>abaca config ganesha</c> writes.
/// </summary>
public sealed class CephNfsFloatingTests
{
    const int SshSeconds = 4;

    /// <summary>Ganesha killed: two misses of the check, then the address moves; the fence is faster.</summary>
    static readonly TimeSpan MostInterruption = TimeSpan.FromSeconds(5);

    /// <summary>Machine silent, whether what the client wants is held there alone or not.</summary>
    static readonly TimeSpan MostSilence = TimeSpan.FromSeconds(15);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_holder_of_the_address_is_killed_and_clients_and_service_go_on()
    {
        await using var floating = await Floating.Make(Ct);
        await using var driver = await Started(floating);
        var (share, other) = (NewShare(), NewShare());
        var (client, rule, path) = await Prepare(floating, driver, share, other);

        var holder = await floating.Holder(Ct);
        var clock = TimeProvider.System;
        var killed = clock.GetTimestamp();
        await floating.Ground.Machines[holder].Ganesha.Kill(Ct);
        var running = Allowed(driver, other, rule);
        await Eventually.Holds(() => Write(client, path, "after"), said => said.Length == 0, "the client writes again", Ct);
        var waited = clock.GetElapsedTime(killed);
        Measured.Say($"clients waited {waited.TotalMilliseconds:0} ms");
        await running;
        Measured.Say($"a rule set meanwhile is active after {clock.GetElapsedTime(killed).TotalMilliseconds:0} ms");
        Assert.NotEqual(holder, await floating.Holder(Ct));
        Assert.Contains("Ended the CephFS sessions", floating.Ground.Log.All, StringComparison.Ordinal);
        Assert.True(waited < MostInterruption, $"clients waited {waited}");

        // The dead one comes back, reads the index and is a survivor for the next time.
        await floating.Ground.Machines[holder].Ganesha.Start(Ct);
        await floating.Ground.Machines[holder].Ganesha.WaitOutGrace(Ct);
        var back = $"{floating.Ground.Machines[holder].Address}:{path.Split(':', 2)[1]}";
        Assert.Equal("", await Write(client, back, "back"));
        await Eventually.Holds(
            () => Task.FromResult(floating.Ground.Log.All),
            log => log.Split('\n').Any(line => line.Contains($"The Ganesha at {floating.Ground.Machines[holder].Address} (", StringComparison.Ordinal)
                && line.Contains("is told of changes too", StringComparison.Ordinal)),
            "the one without the address is found", Ct);
        Assert.IsType<DriverResult<IReadOnlyList<RuleOutcome>>.Done>(await driver.SetAccess(share, [rule with { Level = AccessLevel.Ro }], Ct), exactMatch: false);
        foreach (var at in new[] { path, back }) Assert.StartsWith("ReadOnly", await Write(client, at, "no more"), StringComparison.Ordinal);
        foreach (var each in new[] { share, other }) Assert.Equal(new DriverResult.Done(), await driver.Delete(each, Ct));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task The_holder_of_the_address_falls_silent_and_an_operation_goes_on_with_the_next_one(bool rightAfterAWrite, bool machinesAreNamed)
    {
        await using var floating = await Floating.Make(Ct);
        await using var driver = await Started(floating, machinesAreNamed);
        var (share, other) = (NewShare(), NewShare());
        var (client, rule, path) = await Prepare(floating, driver, share, other);

        var holder = await floating.Holder(Ct);
        // What it has just written is held by the holder's session in CephFS: the next machine gets it after that one is fenced.
        if (rightAfterAWrite) Assert.Equal("", await Write(client, path, "held"));
        var clock = TimeProvider.System;
        var pulled = clock.GetTimestamp();
        await floating.Ground.Machines[holder].Cable(plugged: false, Ct);
        var running = Allowed(driver, other, rule);
        await Eventually.Holds(() => Write(client, path, "after"), said => said.Length == 0, "the client writes again", Ct);
        var waited = clock.GetElapsedTime(pulled);
        Measured.Say($"clients waited {waited.TotalMilliseconds:0} ms");
        await running;
        Measured.Say(floating.Ground.Log.Since(pulled));
        Assert.True(waited < MostSilence, $"clients waited {waited}");
        var noticed = clock.GetElapsedTime(pulled);
        Measured.Say($"a rule set meanwhile is active after {noticed.TotalMilliseconds:0} ms; SSH may take {SshSeconds} s to notice");
        Assert.InRange(noticed, TimeSpan.Zero, TimeSpan.FromSeconds(4 * SshSeconds)); // noticed once, then connected anew, and a busy machine
        Assert.Equal(new DriverResult.Done(), await driver.Delete(other, Ct));
        await floating.Ground.Machines[holder].Cable(plugged: true, Ct);
        Assert.Equal(new DriverResult.Done(), await driver.Delete(share, Ct));
    }

    async Task<(IShareClient Client, AccessRule Rule, string Path)> Prepare(Floating floating, IShareDriver driver, ShareSpec share, ShareSpec other)
    {
        var client = floating.Ground.Net.NfsClients()[0];
        var rule = new AccessRule(Guid.NewGuid().ToString("D"), AccessType.Ip, client.Identity, AccessLevel.Rw);
        foreach (var each in new[] { share, other }) Assert.IsType<DriverResult<CreatedShare>.Done>(await driver.Create(each, Ct), exactMatch: false);
        var made = (DriverResult<CreatedShare>.Done)await driver.Create(share, Ct);
        var path = made.Value.Exports[0].Path;
        Assert.StartsWith(floating.Address + ":/volumes/", path, StringComparison.Ordinal);
        Assert.IsType<DriverResult<IReadOnlyList<RuleOutcome>>.Done>(await driver.SetAccess(share, [rule], Ct), exactMatch: false);
        await Eventually.Holds(() => Write(client, path, "before"), said => said.Length == 0, "the client writes", Ct);
        // The other machine has read the index by then: it is woken through it.
        await Task.WhenAll(floating.Ground.Machines.Select(machine => Eventually.Holds(
            () => Write(client, $"{machine.Address}:{path.Split(':', 2)[1]}", "before"), said => said.Length == 0, $"{machine.Name} serves", Ct)));
        return (client, rule, path);
    }

    static async Task<IShareDriver> Started(Floating floating, bool machinesAreNamed = false)
    {
        var known = Path.Combine(floating.Ground.Cluster.Directory, "known_hosts");
        await File.WriteAllLinesAsync(known, floating.Ground.Machines.Select(machine => machine.KnownHost(machinesAreNamed ? machine.Address : floating.Address)), Ct);
        var section = machinesAreNamed ? floating.Ground.Options() : floating.Ground.Options(floating.Address);
        if (machinesAreNamed) section["cephfs_ganesha_export_ips"] = floating.Address;
        section["cephfs_ganesha_known_hosts"] = known;
        section["ssh_conn_timeout"] = SshSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var driver = floating.Ground.NewDriver(section);
        Assert.Equal(new DriverResult.Done(), await driver.Start(Ct));
        return driver;
    }

    /// <summary>Repeats as the service does while the end is unclear.</summary>
    static async Task Allowed(IShareDriver driver, ShareSpec share, AccessRule rule) => await Eventually.Holds(
        () => driver.SetAccess(share, [rule], Ct), end => end is DriverResult<IReadOnlyList<RuleOutcome>>.Done, "the rule is active", Ct);

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

    /// <summary>Two machines and the address that keepalived holds on one of them.</summary>
    sealed class Floating : IAsyncDisposable
    {
        readonly List<Keepalived> keepalived = [];

        Floating(CephNfsGround ground) => Ground = ground;

        public CephNfsGround Ground { get; }

        public string Address => Ground.Net.Host(100);

        public static async Task<Floating> Make(CancellationToken ct)
        {
            var made = new Floating(await CephNfsGround.Make(ct, deployed: true));
            try
            {
                var check = Path.Combine(made.Ground.Cluster.Directory, "alive");
                await File.WriteAllTextAsync(check, AliveCheck.Script, ct);
                File.SetUnixFileMode(check, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                var set = made.Ground.Deployment;
                foreach (var (number, machine) in made.Ground.Machines.Index())
                {
                    var text = GaneshaFiles.Keepalived(set, set.Machines[number], number, set.Floating!)
                        .Replace(GaneshaFiles.CheckPath, check, StringComparison.Ordinal);
                    var options = new KeepalivedOptions(made.Address, 0, machine.Prefix, [], text);
                    made.keepalived.Add(await Keepalived.Make(Path.Combine(made.Ground.Cluster.Directory, "keepalived-" + machine.Name), options, ct));
                }
                await Eventually.Holds(() => made.Holder(ct), holder => holder >= 0, "a machine has the address", ct);
                return made;
            }
            catch
            {
                await made.DisposeAsync();
                throw;
            }
        }

        /// <summary>Number of the machine that has the address; -1 when none.</summary>
        public async Task<int> Holder(CancellationToken ct)
        {
            for (var number = 0; number < keepalived.Count; number++)
                if (await keepalived[number].Holds(ct)) return number;
            return -1;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var one in keepalived) await one.DisposeAsync();
            await Ground.DisposeAsync();
        }
    }
}
