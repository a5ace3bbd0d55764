using System.Globalization;
using System.Text;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Abaca.Tests.Drivers.Network;
using Xunit;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>A share's life on OpenZFS as NFS clients see it: two in namespaces, and Linux' own in a kernel of its own.</summary>
public sealed class OpenZfsLifeTests(ITestOutputHelper output) : IAsyncLifetime
{
    const long Gib = 1L << 30;

    ZfsAtWork work = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    IReadOnlyList<NfsClient> Clients => work.Site.Net.NfsClients();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => work = await ZfsAtWork.Begin(async site => await site.AddOpenZfs("va", Ct), connectSeconds: 30);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => work is null ? ValueTask.CompletedTask : work.DisposeAsync();

    [Fact]
    public async Task Clients_are_let_in_kept_out_and_see_what_is_done_to_the_share()
    {
        var share = ZfsAtWork.NewShare(gib: 2);
        var export = await work.Make(share);
        var guest = new KernelGuest(work.Site.Net);
        await work.Allow(share, ZfsAtWork.Rule(Clients[0].Identity), ZfsAtWork.Rule(guest.Address, AccessLevel.Ro));
        await using var writer = (await Clients[0].Mount(export, Ct)).Share!;
        Assert.Equal(ClientEnd.Ok, (await writer.Write("file", "before"u8.ToArray(), Ct)).End);
        Assert.Null((await Clients[1].Mount(export, Ct)).Share);
        Assert.Equal(2, await SeenByKernel(guest, export, "before", writes: false));

        var snapshot = ZfsAtWork.NewSnapshot(share);
        Assert.IsType<DriverResult<IReadOnlyDictionary<string, string>>.Done>(await work.Driver.Snapshots!.CreateSnapshot(snapshot, Ct));
        var changed = await writer.Write("file", "after"u8.ToArray(), Ct);
        Assert.True(changed.End == ClientEnd.Ok, changed.Said);
        Assert.Equal(new DriverResult.Done(), await work.Driver.Resizing!.Extend(share, 5, Ct));
        Assert.Equal(5, await SeenByKernel(guest, export, "after", writes: false));
        Assert.Equal(new DriverResult.Done(), await work.Driver.Resizing!.Shrink(share with { SizeGib = 5 }, 1, Ct));
        await work.Allow(share, ZfsAtWork.Rule(guest.Address));
        Assert.Equal(1, await SeenByKernel(guest, export, "after", writes: true));
        Assert.NotEqual(ClientEnd.Ok, (await writer.Read("file", Ct)).End);

        var copy = ZfsAtWork.NewShare(gib: 2);
        var made = Assert.IsType<DriverResult<CreatedShare>.Done>(await work.Driver.Cloning!.CreateFromSnapshot(copy, snapshot, Ct));
        await work.Allow(copy, ZfsAtWork.Rule(Clients[1].Identity));
        await using (var reader = (await Clients[1].Mount(made.Value.Exports[0].Path, Ct)).Share!)
            Assert.Equal("before", Encoding.UTF8.GetString((await reader.Read("file", Ct)).Content));

        Assert.Equal(new DriverResult.Done(), await work.Driver.Snapshots!.DeleteSnapshot(snapshot, Ct));
        foreach (var gone in (ShareSpec[])[share, copy]) Assert.Equal(new DriverResult.Done(), await work.Driver.Delete(gone, Ct));
        Assert.Equal(["trank"], (await work.Host.Datasets("trank", Ct)).Select(found => found.Name));
        Assert.Empty(await work.Host.Exports(Ct));
    }

    /// <summary>Mounts with the kernel's client; answers with the size that df shows there, in GiB.</summary>
    async Task<long> SeenByKernel(KernelGuest guest, string export, string content, bool writes)
    {
        var run = await guest.Run($"""
            set -e
            nfsmount 4.2 {export} /mnt/share
            echo "file: $(cat /mnt/share/file)"
            {(writes ? "" : "! ")}touch /mnt/share/mine
            echo "size: $(df -B1 --output=size /mnt/share | tail -1)"
            umount /mnt/share # gives back what the server has promised, for which others would wait
            """, Ct);
        output.WriteLine(run.Said);
        Assert.Equal(0, run.ExitCode);
        var lines = run.Said.Split('\n');
        Assert.Contains($"file: {content}", lines);
        var size = long.Parse(lines.Single(line => line.StartsWith("size: ", StringComparison.Ordinal))[6..].Trim(), CultureInfo.InvariantCulture);
        Assert.InRange(size % Gib, 0, 16 << 20); // ZFS tells clients a little more or less by what its blocks round to
        return size / Gib;
    }
}
