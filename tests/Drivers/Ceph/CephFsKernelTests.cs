using System.Globalization;
using Abaca.Tests.Compat.Kill;
using Abaca.Tests.Compat.Service;
using Abaca.Tests.Drivers.Conformance;
using Abaca.Tests.Drivers.Network;
using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>Linux' own CephFS client, in a kernel of its own, with nothing but what the API tells its tenant.</summary>
public sealed class CephFsKernelTests(ITestOutputHelper output)
{
    const int Mib = 1 << 20;

    static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_real_kernel_mounts_writes_and_reads_is_kept_out_and_cut_off()
    {
        Assert.SkipWhen(KernelGuest.Missing is not null, KernelGuest.Missing ?? "");
        Requirements.ForClients();
        await using var net = await ClientNamespaces.Make(ServerPlace.Machine, Ct);
        await using var ground = await WholeNativeGround.Make(Ct, net.ServerAddress);
        await using var service = await ServiceProcess.Start(ground.Setting.WithoutPasswords());
        var caller = new Caller(service, Storm.Project);
        await new Storm(service, most: 1, ground.Weather).Prepare();
        var (mine, reading, others) = (await Made(caller), await Made(caller), await Made(caller));
        await Allowed(caller, others, "bob", "rw");
        await Allowed(caller, reading, "alice", "ro");
        var rule = await Allowed(caller, mine, "alice", "rw");
        var key = Path.Combine(ground.Cluster.Directory, "alice.secret");
        await File.WriteAllTextAsync(key, rule.Key, Ct);
        await ground.Cluster.Manager("fs subvolume resize", Ct, ("vol_name", "cephfs"), ("sub_name", await Subvolume(caller, mine)), ("new_size", $"{20 * Mib}"));

        var guest = new KernelGuest(net).Run(Script(key, await Location(caller, mine), await Location(caller, reading), await Location(caller, others)), Ct);
        var probe = (await CephFuseClient.Of(ground.Cluster, "admin").Mount($"{ground.Cluster.MonitorAddress}:/", Ct)).Share!;
        await using (probe)
        {
            var sign = Path.Combine(((CephFuseMount)probe).Path + (await Location(caller, mine)).Split(":/")[1].Insert(0, "/"), "opened");
            await Eventually.Holds(() => Task.FromResult(File.Exists(sign) || guest.IsCompleted), there => there, "the guest has opened its file", Ct);
            await caller.Must(HttpMethod.Post, $"/shares/{mine}/action", new { deny_access = new { access_id = rule.Id } });
            var run = await guest;
            output.WriteLine(run.Said);
            Assert.Equal(0, run.ExitCode);
            Assert.Contains("read back: content", run.Said, StringComparison.Ordinal);
            Assert.Contains("read only: Permission denied", run.Said, StringComparison.Ordinal);
            Assert.Contains("quota: Disk quota exceeded", run.Said, StringComparison.Ordinal);
            Assert.Contains("another's share: refused", run.Said, StringComparison.Ordinal);
            Assert.Contains("everything: refused", run.Said, StringComparison.Ordinal);
            Assert.Matches("open file after the rule went: (Cannot send after transport endpoint shutdown|Input/output error|Permission denied)", run.Said);
            Assert.Contains("again: refused", run.Said, StringComparison.Ordinal);
        }
        await service.Stop();
    }

    /// <summary>
    /// What the guest does; errors are told in the words of the C library. The file that stays open is written until that fails,
    /// which it must within half a minute.
    /// </summary>
    static string Script(string key, string mine, string reading, string others) => $$"""
        words() { sed -n 's/.*: //p' /mnt/said | head -1; }
        set -e
        cephmount alice {{key}} {{mine}} /mnt/mine
        echo content > /mnt/mine/file
        sync
        echo "read back: $(cat /mnt/mine/file)"
        cephmount alice {{key}} {{reading}} /mnt/reading
        (echo no > /mnt/reading/file) 2> /mnt/said || true
        echo "read only: $(words)"
        dd if=/dev/zero of=/mnt/mine/big bs=1M count=40 conv=fsync 2> /mnt/said || true
        echo "quota: $(words)"
        rm -f /mnt/mine/big
        if cephmount alice {{key}} {{others}} /mnt/others 2> /mnt/said; then echo "another's share: mounted"; else echo "another's share: refused"; fi
        if cephmount alice {{key}} {{mine.Split(":/")[0]}}:/ /mnt/all 2> /mnt/said; then echo "everything: mounted"; else echo "everything: refused"; fi
        exec 7> /mnt/mine/open
        touch /mnt/mine/opened
        for try in $(seq 300); do
          if ! dd if=/dev/zero bs=4k count=1 conv=fsync >&7 2> /mnt/said; then echo "open file after the rule went: $(words)"; break; fi
          sleep 0.1
        done
        exec 7>&- || true
        if cephmount alice {{key}} {{mine}} /mnt/again 2> /mnt/said; then echo "again: mounted"; else echo "again: refused"; fi
        """;

    static async Task<string> Made(Caller caller)
    {
        var made = await caller.Must(HttpMethod.Post, "/shares", new { share = new { share_proto = "CEPHFS", size = 1, share_type = Storm.Project } });
        var id = made.GetProperty("share").GetProperty("id").GetString()!;
        await Until(async () => (await caller.Must(HttpMethod.Get, $"/shares/{id}")).GetProperty("share").GetProperty("status").GetString(), "available");
        return id;
    }

    /// <summary>Lets an identity in; id and key as the API tells them.</summary>
    static async Task<(string Id, string Key)> Allowed(Caller caller, string share, string identity, string level)
    {
        await caller.Must(HttpMethod.Post, $"/shares/{share}/action", new { allow_access = new { access_type = "cephx", access_to = identity, access_level = level } });
        async Task<System.Text.Json.JsonElement> Rule() => (await caller.Must(HttpMethod.Get, $"/share-access-rules?share_id={share}"))
            .GetProperty("access_list").EnumerateArray().Single(one => one.GetProperty("access_to").GetString() == identity);
        await Until(async () => (await Rule()).GetProperty("state").GetString(), "active");
        var rule = await Rule();
        return (rule.GetProperty("id").GetString()!, rule.GetProperty("access_key").GetString()!);
    }

    static async Task<string> Location(Caller caller, string share) => (await caller.Must(HttpMethod.Get, $"/shares/{share}/export_locations"))
        .GetProperty("export_locations").EnumerateArray().Single().GetProperty("path").GetString()!;

    static async Task<string> Subvolume(Caller caller, string share) => (await Location(caller, share)).Split('/')[3];

    static async Task Until(Func<Task<string?>> state, string wanted)
    {
        var seen = "";
        Assert.True(
            await Deadline.Holds(async () => (seen = await state()) == wanted, Soon),
            string.Create(CultureInfo.InvariantCulture, $"{seen} instead of {wanted} after {Soon.TotalSeconds} s"));
    }
}
