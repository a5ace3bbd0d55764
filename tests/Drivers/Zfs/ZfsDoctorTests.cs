using Abaca.Drivers.Zfs;
using Abaca.Drivers.Zfs.Setup;
using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>What <c>abaca doctor</c> finds of a file server that was broken by hand.</summary>
public sealed class ZfsDoctorTests : IAsyncLifetime
{
    ZfsAtWork work = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => work = await ZfsAtWork.Begin(async site => await site.AddFuseHost("za", Ct), connectSeconds: 2);

    public ValueTask DisposeAsync() => work is null ? ValueTask.CompletedTask : work.DisposeAsync();

    [Fact, Trait("Doctor finds", nameof(HostCheck))]
    public async Task Whatever_a_file_server_lacks_is_named_with_what_gives_it()
    {
        Assert.Equal([Health.Ok], (await Look("file server")).Select(finding => finding.Health));

        await Found(Health.Problem, "There is no such pool or dataset", "zfs create nowhere", ("zfs_zpool_list", "nowhere"));
        await Found(Health.Problem, "lacks a property of zfs_dataset_creation_options", "encryption", ("zfs_dataset_creation_options", "encryption=on"));
        await Broken("mountpoint=legacy", "mountpoint=/srv/trank", "Its mount point is \"legacy\"");

        await Found(Health.Warning, "reached with a password", "ssh-keygen", ("zfs_ssh_private_key_path", ""), ("zfs_ssh_user_password", ZfsHost.Password));
        File.SetUnixFileMode(work.Site.Key, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        await Found(Health.Warning, "Everybody on this machine can read the private key", $"chmod o-rwx {work.Site.Key}");
        File.SetUnixFileMode(work.Site.Key, UnixFileMode.UserRead);

        await work.Host.SetSudoRules($"{ZfsHost.User} ALL=(root) NOPASSWD: /usr/bin/true", Ct);
        await Found(Health.Problem, $"sudo does not let {ZfsHost.User} run", "visudo -f /etc/sudoers.d/");
        await ZfsAtWork.LayRules(work.Host, usesShareNfs: false, Ct);

        await work.Host.Root(Ct, "mount", "--bind", "/dev/null", "/usr/sbin/exportfs");
        await Found(Health.Problem, "exportfs cannot be found there", "apt-get install");
        await work.Host.Root(Ct, "umount", "/usr/sbin/exportfs");

        await work.Host.KillSshd(Ct);
        await Found(Health.Problem, "The file server cannot be asked", "Try it by hand: ssh");
        await work.Host.StartSshd(Ct);
        Assert.Equal([Health.Ok], (await Look("file server")).Select(finding => finding.Health));
    }

    [Fact, Trait("Doctor finds", nameof(DatasetsCheck))]
    public async Task Datasets_that_are_gone_or_left_over_are_named()
    {
        var (extra, gone) = (ZfsAtWork.NewShare(), Guid.NewGuid().ToString());
        await work.Make(extra);
        var findings = await Look("datasets", new ExpectedShares(new HashSet<string> { gone }, new HashSet<string> { gone }));
        Assert.Contains(findings, one => one.Health == Health.Problem && one.What.Contains(gone, StringComparison.Ordinal));
        Assert.Contains(findings, one => one.Health == Health.Warning && one.What.Contains(ZfsAtWork.DatasetOf(extra), StringComparison.Ordinal));
        Assert.Equal(new DriverResult.Done(), await work.Driver.Delete(extra, Ct));
    }

    async Task Broken(string broken, string mended, string what)
    {
        await work.Host.Root(Ct, "zfs", "set", broken, ZfsHost.Pool);
        await Found(Health.Problem, what, ZfsHost.Pool);
        await work.Host.Root(Ct, "zfs", "set", mended, ZfsHost.Pool);
    }

    async Task Found(Health health, string what, string remedy, params (string Option, string Value)[] more)
    {
        var findings = await Look("file server", null, more);
        Assert.True(findings.Any(one => one.Health == health && one.What.Contains(what, StringComparison.Ordinal) && $"{one.What} {one.Remedy}".Contains(remedy, StringComparison.Ordinal)), string.Join('\n', findings));
    }

    /// <summary>As doctor: with connections of its own, which go with the visit.</summary>
    async Task<IReadOnlyList<HealthFinding>> Look(string name, ExpectedShares? shares = null, params (string Option, string Value)[] more)
    {
        var scratch = Path.Combine(work.Site.Directory, Guid.NewGuid().ToString("N")[..8]);
        var settings = ZfsAtWork.Settings(work.Site, work.Host, "zfs", null, [("zfs_share_helpers", "NFS=NFSviaExportsFile"), ("ssh_conn_timeout", "2"), .. more]) with { Scratch = scratch };
        return await new ZfsDriverFactory().Checks(settings).Single(check => check.Name == name).Look(shares, Ct);
    }
}
