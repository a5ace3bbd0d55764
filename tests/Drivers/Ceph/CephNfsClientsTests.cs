using System.Text;
using Abaca.Drivers.Ganesha;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Abaca.Tests.Drivers.Network;
using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>What clients of different kinds may do with shares over Ganesha nodes: Linux' own NFS client, IPv6; and a service beside its Ganesha.</summary>
public sealed class CephNfsClientsTests(CephNfsGroundOfAClass fixture, ITestOutputHelper output) : IClassFixture<CephNfsGroundOfAClass>
{
    readonly CephNfsGround ground = fixture.Ground;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_real_kernel_writes_only_reads_or_stays_outside_as_its_rule_says()
    {
        Assert.True(KernelGuest.Missing is null, KernelGuest.Missing);
        await using var driver = await Started(ground.NewDriver());
        var guest = new KernelGuest(ground.Net);
        var (share, path) = await Made(driver);
        var place = $"{ground.Machines[0].Address}:{path}";

        await Allow(driver, share, (guest.Address, AccessLevel.Rw));
        var writing = await guest.Run($"""
            set -e
            for version in 4.0 4.1 4.2; do
              nfsmount $version {place} /mnt/share
              dd if=/dev/urandom of=/mnt/share/v$version bs=1M count=8 conv=fsync 2>/dev/null
              sha256sum </mnt/share/v$version
              umount /mnt/share
            done
            nfsmount 4.1 {ground.Machines[1].Address}:{path} /mnt/share
            for version in 4.0 4.1 4.2; do sha256sum </mnt/share/v$version; done
            """, Ct);
        output.WriteLine(writing.Said);
        Assert.Equal(0, writing.ExitCode);
        var sums = writing.Said.Split('\n').Where(line => line.EndsWith(" -", StringComparison.Ordinal)).ToList();
        Assert.Equal(6, sums.Count);
        Assert.Equal(sums.Take(3), sums.Skip(3)); // what one node has taken the other one shows

        await Allow(driver, share, (guest.Address, AccessLevel.Ro), (ground.Net.Network, AccessLevel.Rw));
        var reading = await guest.Run($"""
            nfsmount 4.1 {place} /mnt/share || exit 1
            sha256sum </mnt/share/v4.1 || exit 2
            (echo x >/mnt/share/new) 2>&1 && exit 3
            exit 0
            """, Ct);
        Assert.True(reading.ExitCode == 0, reading.Said);
        Assert.Contains(sums[1], reading.Said, StringComparison.Ordinal);
        Assert.Contains("Read-only file system", reading.Said, StringComparison.Ordinal);

        await Allow(driver, share, (ground.Net.NfsClients()[0].Identity, AccessLevel.Rw));
        var outside = await guest.Run($"nfsmount 4.1 {place} /mnt/share && exit 1; exit 0", Ct);
        Assert.True(outside.ExitCode == 0, outside.Said);
        Assert.Equal(new DriverResult.Done(), await driver.Delete(share, Ct));
    }

    [Theory]
    [InlineData(AccessLevel.Rw, AccessLevel.Ro)]
    [InlineData(AccessLevel.Ro, AccessLevel.Rw)]
    public async Task In_an_ipv6_network_a_host_with_a_rule_of_its_own_goes_by_that(AccessLevel ofNetwork, AccessLevel ofHost)
    {
        var section = ground.Options();
        section["cephfs_ganesha_export_ips"] = ground.Machines[0].AddressV6;
        await using var driver = await Started(ground.NewDriver(section));
        var (share, path) = await Made(driver);
        var clients = ground.Net.NfsClients();
        var host = clients[0].IdentityV6!;
        await Allow(driver, share, ($"{host[..host.LastIndexOf("::", StringComparison.Ordinal)]}::/64", ofNetwork), (host, ofHost));
        foreach (var machine in ground.Machines)
        {
            Assert.Equal(EndOf(ofHost), await Writes(clients[0], $"[{machine.AddressV6}]:{path}"));
            Assert.Equal(EndOf(ofNetwork), await Writes(clients[1], $"[{machine.AddressV6}]:{path}"));
            Assert.Equal(ClientEnd.Denied, await Writes(clients[0], $"{machine.Address}:{path}")); // IPv4 has no rule
        }
        Assert.Equal(new DriverResult.Done(), await driver.Delete(share, Ct));

        static ClientEnd EndOf(AccessLevel level) => level == AccessLevel.Rw ? ClientEnd.Ok : ClientEnd.ReadOnly;
    }

    [Fact]
    public async Task A_service_beside_its_Ganesha_needs_no_ssh()
    {
        var machine = ground.Machines[0];
        var section = ground.Options();
        section["cephfs_ganesha_server_is_remote"] = "False";
        section["cephfs_ganesha_path_to_private_key"] = "/nowhere";
        section.Remove("cephfs_ganesha_server_ips");
        section["cephfs_ganesha_server_ip"] = machine.Address;
        var there = new Beside(new LocalCommandRunner(TimeProvider.System), machine.Prefix);
        using var bus = new DirectBus(machine.Ganesha.BusAddress, TimeProvider.System);
        await using var driver = await Started(ground.NewDriver(section, commands: there, near: bus));
        var (share, path) = await Made(driver);
        var client = ground.Net.NfsClients()[0];
        await Allow(driver, share, (client.Identity, AccessLevel.Rw));
        Assert.Equal(ClientEnd.Ok, await Writes(client, $"{machine.Address}:{path}"));
        await Allow(driver, share);
        Assert.Equal(ClientEnd.Denied, await Writes(client, $"{machine.Address}:{path}"));
        Assert.Equal(new DriverResult.Done(), await driver.Delete(share, Ct));
        Assert.DoesNotContain("ssh", there.Programs);
        Assert.DoesNotContain("dbus-send", there.Programs); // it is spoken to over the bus itself
    }

    static async Task<IShareDriver> Started(IShareDriver driver)
    {
        Assert.Equal(new DriverResult.Done(), await driver.Start(Ct));
        return driver;
    }

    static async Task<(ShareSpec Share, string Path)> Made(IShareDriver driver)
    {
        var id = Guid.NewGuid().ToString("D");
        var share = new ShareSpec(id, id, "share-" + id, "project", "cephfs", "NFS", 1,
            new Dictionary<string, string>(), new Dictionary<string, string>(), new Dictionary<string, string>());
        var made = Assert.IsType<DriverResult<CreatedShare>.Done>(await driver.Create(share, Ct), exactMatch: false);
        var location = made.Value.Exports[0].Path;
        return (share, location[(location.LastIndexOf(":/", StringComparison.Ordinal) + 1)..]);
    }

    static async Task Allow(IShareDriver driver, ShareSpec share, params (string To, AccessLevel Level)[] whole)
    {
        AccessRule[] rules = [.. whole.Select(one => new AccessRule(Guid.NewGuid().ToString("D"), AccessType.Ip, one.To, one.Level))];
        var set = await driver.SetAccess(share, rules, Ct);
        var outcomes = Assert.IsType<DriverResult<IReadOnlyList<RuleOutcome>>.Done>(set, exactMatch: false);
        Assert.All(outcomes.Value, outcome => Assert.Null(outcome.Refused));
    }

    static async Task<ClientEnd> Writes(NfsClient client, string path)
    {
        var mount = await client.Mount(path, Ct);
        if (mount.Share is null) return ClientEnd.Denied;
        await using var share = mount.Share;
        return (await share.Write("file", Encoding.UTF8.GetBytes("content"), Ct)).End;
    }

    /// <summary>Runs programs on another machine of the test as if the service stood there.</summary>
    sealed class Beside(ICommandRunner inner, IReadOnlyList<string> prefix) : ICommandRunner
    {
        readonly System.Collections.Concurrent.ConcurrentDictionary<string, bool> programs = new(StringComparer.Ordinal);

        /// <summary>What was run.</summary>
        public IEnumerable<string> Programs => programs.Keys;

        public Task<CommandResult> Run(Command command, CancellationToken ct = default)
        {
            programs[command.Arguments[0]] = true;
            return inner.Run(command with { Arguments = [.. prefix, .. command.Arguments] }, ct);
        }
    }
}
