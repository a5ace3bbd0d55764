using System.Net;
using Abaca.Tests.Drivers.Ceph;
using Abaca.Tests.Drivers.Conformance;
using Abaca.Tests.Drivers.Network;
using Xunit;

namespace Abaca.Tests.Drivers.Hostile;

/// <summary>
/// The forger finds what there is to find: a Ganesha exports two subvolumes of one btrfs to two clients, which is known to keep nobody out
/// who makes handles up. Without this the other suites' silence would prove nothing.
/// </summary>
[Trait(HostileTrait.Name, HostileTrait.Value)]
public sealed class ForgerTests : IAsyncLifetime
{
    readonly string place = Directory.CreateTempSubdirectory("abaca-planted-").FullName;
    ClientNamespaces net = null!;
    GaneshaAlone? ganesha;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        net = await ClientNamespaces.Make(ServerPlace.Namespace, Ct);
        await Tool.Run(["sh", "-ec", """
            cd "$1"; truncate -s 256M image; mkfs.btrfs -q image; mkdir pool victim forger; mount -o loop image pool
            for share in victim forger; do btrfs subvolume create pool/$share; chmod 777 pool/$share; mount --bind pool/$share $share; done
            echo "the machine's own" > pool/secret
            """, "sh", place], Ct);
        var clients = net.NfsClients();
        ganesha = await GaneshaAlone.Start(net, Ct, string.Join('\n', new[] { "victim", "forger" }.Select((share, i) => $$"""
            EXPORT {
              Export_Id = {{i + 1}}; Path = "{{place}}/{{share}}"; Pseudo = "/{{share}}"; FSAL { Name = VFS; }
              CLIENT { Clients = {{clients[i].Identity}}; Access_Type = RW; }
            }
            """)));
        await using var up = await Eventually.Holds(
            async () => (await clients[0].Mount($"{net.ServerAddress}:/victim", Ct)).Share, share => share is not null, "the server is up", Ct);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (ganesha is not null) await ganesha.DisposeAsync();
        await Tool.Run(["sh", "-c", "cd \"$1\" && for mount in victim forger pool; do umount $mount; done; true", "sh", place], CancellationToken.None);
        Directory.Delete(place, recursive: true);
        if (net is not null) await net.DisposeAsync();
    }

    [Fact]
    public async Task It_gets_into_another_subvolume_of_the_same_btrfs_and_into_the_pools_top()
    {
        using var victim = await RawNfs.Connect(net.NfsClients()[0], IPAddress.Parse(net.ServerAddress), 0, Ct);
        using var attacker = await RawNfs.Connect(net.NfsClients()[1], IPAddress.Parse(net.ServerAddress), 0, Ct);
        var (attacked, own) = (new Territory(victim, ["victim"]), new Territory(attacker, ["forger"]));
        var (file, content) = await attacked.Fill(Ct);
        await own.Survey(Ct);

        // Without any handle of the victim's.
        var kit = ForgersKit.Of([.. own.Handles], [], await Tool.Run(["sh", "-c", ForgersKit.Look], Ct));
        var report = await new Forger(attacker, own).Attack(kit, Ct);
        Measured.Say(report.Counts);
        foreach (var expected in new[] { $"content of {file}", $"{file} removed", "content of secret" })
            Assert.True(report.Trespasses.Any(one => one.Reached.Contains(expected, StringComparison.Ordinal)), report.ToString());
        Assert.NotEqual(content, (await attacked.Files(Ct)).GetValueOrDefault(file));
    }
}
