using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Hostile;
using Xunit;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>On the file server itself, what a tenant makes to get hold of it does nothing.</summary>
[Trait(HostileTrait.Name, HostileTrait.Value)]
public sealed class OpenZfsHarmlessTests : IAsyncLifetime
{
    ZfsAtWork work = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => work = await ZfsAtWork.Begin(async site => await site.AddOpenZfs("va", Ct), connectSeconds: 30);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => work is null ? ValueTask.CompletedTask : work.DisposeAsync();

    [Fact]
    public async Task Setuid_programs_run_as_whoever_calls_them_and_device_nodes_open_for_nobody()
    {
        var share = ZfsAtWork.NewShare();
        var export = await work.Make(share);
        var place = export[(export.IndexOf(":/", StringComparison.Ordinal) + 1)..];
        // What root on a client can put there.
        await work.Host.Root(Ct, "sh", "-ec", "cd \"$1\"; cp /usr/bin/id id; chmod 6755 id; mknod -m 666 node c 1 5", "sh", place);

        Assert.Equal(await AsUser("id -u"), await AsUser($"{place}/id -u"));
        Assert.NotEqual("0", await AsUser($"{place}/id -u"));
        Assert.Equal("refused", await AsUser($"head -c 1 {place}/node >/dev/null 2>&1 || echo refused"));
        Assert.Equal("refused", (await work.Host.Root(Ct, "sh", "-c", $"head -c 1 {place}/node >/dev/null 2>&1 || echo refused")).Trim());

        // The same does work where it is allowed: a dataset of the machine's own.
        await work.Host.Root(Ct, "sh", "-ec", "zfs create trank/own; cd /trank/own; cp /usr/bin/id id; chmod 6755 id; mknod -m 666 node c 1 5");
        Assert.Equal("0", await AsUser("/trank/own/id -u"));
        Assert.Equal("", await AsUser("head -c 1 /trank/own/node >/dev/null 2>&1 || echo refused"));
        Assert.Equal(new DriverResult.Done(), await work.Driver.Delete(share, Ct));
    }

    async Task<string> AsUser(string script) => (await work.Host.Root(Ct, "su", "-s", "/bin/sh", ZfsHost.User, "-c", script)).Trim();
}
