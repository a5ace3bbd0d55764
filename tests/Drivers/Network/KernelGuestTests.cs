using Xunit;

namespace Abaca.Tests.Drivers.Network;

/// <summary>The guest's kernel is a client that can be trusted: tried against a Ganesha with known rules.</summary>
public sealed class KernelGuestTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_real_kernel_mounts_writes_and_reads_with_every_minor_version()
    {
        Assert.SkipWhen(KernelGuest.Missing is not null, KernelGuest.Missing ?? "");
        await using var net = await ClientNamespaces.Make(ServerPlace.Namespace, Ct);
        await using var ganesha = await GaneshaAlone.Start(net, Ct);
        await using var up = await Conformance.Eventually.Holds(
            async () => (await net.NfsClients()[0].Mount($"{net.ServerAddress}:/export", Ct)).Share, share => share is not null, "the server is up", Ct);
        var run = await new KernelGuest(net).Run($"""
            set -e
            for version in 4.0 4.1; do
              nfsmount $version {net.ServerAddress}:/export /mnt/share
              dd if=/dev/zero of=/mnt/share/v$version bs=1M count=20 conv=fsync 2>/dev/null
              umount /mnt/share
            done
            nfsmount 4.1 {net.ServerAddress}:/export /mnt/share
            stat -c '%n %s' /mnt/share/*
            cat /mnt/share/* | wc -c
            ! nfsmount 4.1 {net.ServerAddress}:/elsewhere /mnt/other
            """, Ct);
        TestContext.Current.TestOutputHelper?.WriteLine(run.Said);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("/mnt/share/v4.0 20971520", run.Said, StringComparison.Ordinal);
        Assert.Contains("/mnt/share/v4.1 20971520", run.Said, StringComparison.Ordinal);
        Assert.Contains("\n41943040\n", run.Said, StringComparison.Ordinal);
    }
}
