using System.Net;
using Abaca.Drivers.CephFs.Deployment;
using Abaca.Tests.Drivers.Ceph;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Network;

/// <summary>
/// keepalived as <c>abaca config ganesha</c> configures it, on three machines with two floating addresses; in Ganesha's place a check that the test decides.
/// </summary>
public sealed class FloatingAddressesTests : IAsyncLifetime
{
    static readonly string[] Names = ["ka", "kb", "kc"];

    readonly string place = Directory.CreateTempSubdirectory("abaca-vrrp-").FullName;
    readonly List<IReadOnlyList<string>> machines = [];
    readonly List<Keepalived> running = [];
    ClientNamespaces net = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    string First => net.Host(100);

    string Second => net.Host(101);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        net = await ClientNamespaces.Make(ServerPlace.Machine, Ct);
        foreach (var (number, name) in Names.Index()) machines.Add(await net.AddHost(name, 21 + number, Ct));
        var set = new GaneshaDeployment(
            [.. Names.Select((name, number) => new GaneshaMachine(name, IPAddress.Parse(net.Host(21 + number))))], new FloatingAddress(IPAddress.Parse(First), 24))
        {
            FurtherFloating = [new FloatingAddress(IPAddress.Parse(Second), 24)], LeaseSeconds = 2,
        };
        foreach (var (number, name) in Names.Index())
        {
            var check = Path.Combine(place, name + ".alive");
            // As Ganesha does: it answers, unless the test says that it does not, once or until it is well again.
            await File.WriteAllTextAsync(check, $"#!/bin/sh\n[ -e {place}/{name}.once ] && rm {place}/{name}.once && exit 1\n[ ! -e {place}/{name}.dead ] && touch {place}/{name}.well\n", Ct);
            File.SetUnixFileMode(check, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var text = GaneshaFiles.Keepalived(set, set.Machines[number], number, [.. set.AllFloating]).Replace(GaneshaFiles.CheckPath, check, StringComparison.Ordinal);
            running.Add(await Keepalived.Make(Path.Combine(place, name), new KeepalivedOptions(First, 0, machines[number], [], text), Ct));
        }
        await Stands("ka", "kb", "at the beginning");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var one in running) await one.DisposeAsync();
        await net.DisposeAsync();
        Directory.Delete(place, recursive: true);
    }

    [Fact]
    public async Task Each_address_has_its_machine_leaves_it_alone_when_it_dies_and_comes_back_to_it_when_it_is_well()
    {
        await File.WriteAllTextAsync($"{place}/ka.dead", "", Ct);
        await Eventually.Holds(() => Holders(First), all => all.Count == 1 && all[0] != "ka", "the first address has moved", Ct);
        Assert.Equal(["kb"], await Holders(Second)); // the other one has not
        await running[1].Stop(Ct);
        await Eventually.Holds(() => Holders(Second), all => all is ["kc"], "one machine is left for both", Ct);
        await Eventually.Holds(() => Holders(First), all => all is ["kc"], "one machine is left for both", Ct);
        File.Delete($"{place}/ka.dead");
        await running[1].Start(Ct);
        await Stands("ka", "kb", "again");
    }

    [Fact]
    public async Task One_miss_of_the_check_moves_no_address()
    {
        for (var miss = 0; miss < 3; miss++)
        {
            var once = $"{place}/ka.once";
            await File.WriteAllTextAsync(once, "", Ct);
            await Eventually.Holds(() => Task.FromResult(File.Exists(once)), there => !there, "the check has missed", Ct);
            // A second later it has answered again.
            File.Delete($"{place}/ka.well");
            await Eventually.Holds(() => Task.FromResult(File.Exists($"{place}/ka.well")), there => there, "the check is well again", Ct);
            Assert.Equal(["ka"], await Holders(First));
            Assert.Equal(["kb"], await Holders(Second));
        }
    }

    Task Stands(string first, string second, string when) => Eventually.Holds(
        async () => $"{string.Join(' ', await Holders(First))}, {string.Join(' ', await Holders(Second))}", holders => holders == $"{first}, {second}", $"each address is on its machine {when}", Ct);

    async Task<IReadOnlyList<string>> Holders(string address)
    {
        var holders = new List<string>();
        foreach (var (number, prefix) in machines.Index())
            if ((await Tool.Run([.. prefix, "ip", "-4", "-o", "addr", "show", "dev", "eth0"], Ct)).Contains($" {address}/", StringComparison.Ordinal)) holders.Add(Names[number]);
        return holders;
    }
}
