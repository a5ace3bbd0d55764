using System.Text;
using Abaca.Tests.Drivers.Conformance;
using Abaca.Tests.Drivers.Network;
using Xunit;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>Virtual machines with OpenZFS are what the tests of the driver take them for.</summary>
public sealed class OpenZfsMachineTests : IAsyncLifetime
{
    ZfsSite site = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => site = await ZfsSite.Make(Ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => site is null ? ValueTask.CompletedTask : site.DisposeAsync();

    [Fact]
    public async Task The_user_is_let_in_and_sudo_does_what_its_rules_name() =>
        await ZfsHostChecks.LetsItsUserInAndSudoIsNarrow(site, await site.AddOpenZfs("va", Ct));

    [Fact]
    public async Task Everything_can_be_broken_and_mended() => await ZfsHostChecks.BreaksAndMends(site, await site.AddOpenZfs("va", Ct));

    [Fact]
    public async Task What_is_exported_is_mounted_by_those_whom_the_export_names()
    {
        var host = await site.AddOpenZfs("va", Ct);
        await ZfsHostChecks.TakesExports(site, host);
        var export = $"{host.Address}:/trank/told";
        await using var writer = (await site.Net.NfsClients()[0].Mount(export, Ct)).Share!;
        await using var reader = (await site.Net.NfsClients()[1].Mount(export, Ct)).Share!;
        Assert.Equal(ClientEnd.Ok, (await writer.Write("file", "content"u8.ToArray(), Ct)).End);
        var read = await reader.Read("file", Ct);
        Assert.True(read.End == ClientEnd.Ok, read.Said);
        Assert.Equal("content", Encoding.UTF8.GetString(read.Content));
        Assert.Equal(ClientEnd.ReadOnly, (await reader.Write("other", "no"u8.ToArray(), Ct)).End);

        var kernel = await new KernelGuest(site.Net).Run($"""
            set -e
            nfsmount 4.2 {export} /mnt/share
            cat /mnt/share/file
            df -B1 --output=size /mnt/share
            ! touch /mnt/share/no
            """, Ct);
        Assert.True(kernel.ExitCode == 0, kernel.Said);
        Assert.Contains("content", kernel.Said, StringComparison.Ordinal);
    }
}
