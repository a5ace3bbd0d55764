using System.Globalization;
using Abaca.DriverSdk;

namespace Abaca.Tests.Drivers.Network;

/// <summary>Where a fixture's servers run.</summary>
public enum ServerPlace
{
    /// <summary>In a namespace of their own: start them with <see cref="ClientNamespaces.ServerPrefix"/>, any port is free.</summary>
    Namespace,
    /// <summary>On this machine itself, which gets an address in the clients' network: no prefix is needed; choose a free port.</summary>
    Machine,
}

/// <summary>
/// A small network for one fixture: a server (.1) and two client machines (.11, .12) on a bridge, with IPv4 and IPv6,
/// made of network namespaces with names and networks of its own. Disposing removes all; what an earlier run that was
/// killed has left is removed when the next one starts.
/// </summary>
public sealed class ClientNamespaces : IAsyncDisposable
{
    const string Mark = "abt"; // all names begin so; interface names have at most 15 characters

    static int made; // names must differ within a process: a fixture that failed removes what bears its name

    readonly string name;
    readonly string network;
    readonly string networkV6;
    readonly List<string> further = [];

    ClientNamespaces(string name, ServerPlace place, int x, int y)
    {
        this.name = name;
        Place = place;
        network = string.Create(CultureInfo.InvariantCulture, $"10.{x}.{y}");
        networkV6 = string.Create(CultureInfo.InvariantCulture, $"fd00:aba:{x:x}:{y:x}");
    }

    /// <summary>Where servers run.</summary>
    public ServerPlace Place { get; }

    /// <summary>The server's IPv4 address.</summary>
    public string ServerAddress => $"{network}.1";

    /// <summary>The server's IPv6 address.</summary>
    public string ServerAddressV6 => $"{networkV6}::1";

    /// <summary>The IPv4 network of server and clients, in CIDR form.</summary>
    public string Network => $"{network}.0/24";

    /// <summary>What to put before a server's command line to run it in the server's namespace; empty on <see cref="ServerPlace.Machine"/>.</summary>
    public IReadOnlyList<string> ServerPrefix => Place == ServerPlace.Machine ? [] : ["ip", "netns", "exec", Space("srv")];

    /// <summary>What to put before a command line to run it beside the bridge, where taps can be made.</summary>
    public IReadOnlyList<string> SwitchPrefix => ["ip", "netns", "exec", Space("sw")];

    /// <summary>The IPv4 address of a further host in the clients' network.</summary>
    public string Host(int number) => $"{network}.{number}";

    /// <summary>The IPv6 address of a further host in the clients' network.</summary>
    public string HostV6(int number) => $"{networkV6}::{number}";

    /// <summary>Makes a tap device, plugged into the bridge, for a guest that is started with <see cref="SwitchPrefix"/>.</summary>
    public async Task AddTap(string tap, CancellationToken ct)
    {
        await IpTool.Run($"-n {Space("sw")} tuntap add {tap} mode tap", ct);
        // The guest takes no packets larger than a frame, and drops what it cannot take.
        await IpTool.Run($"-n {Space("sw")} link set {tap} gso_max_segs 1 master br0 up", ct);
    }

    /// <summary>Takes a tap device away.</summary>
    public Task RemoveTap(string tap) => IpTool.Try($"-n {Space("sw")} link del {tap}", CancellationToken.None);

    /// <summary>A further machine in the clients' network.</summary>
    /// <param name="part">A short name that no other machine has.</param>
    /// <param name="number">The last part of its address, see <see cref="Host"/>.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>What to put before a command line to run it there.</returns>
    public async Task<IReadOnlyList<string>> AddHost(string part, int number, CancellationToken ct)
    {
        further.Add(part);
        await AddMachine(part, number.ToString(CultureInfo.InvariantCulture), ct);
        return ["ip", "netns", "exec", Space(part)];
    }

    /// <summary>A command runner that runs everything in the server's namespace.</summary>
    public ICommandRunner InServer(ICommandRunner runner) => new PrefixedRunner(ServerPrefix, runner);

    /// <summary>The two NFS clients, for a server on that port.</summary>
    public IReadOnlyList<NfsClient> NfsClients(int port = 2049) =>
    [
        new(Space("c1"), $"{network}.11", $"{networkV6}::11", Network, port),
        new(Space("c2"), $"{network}.12", $"{networkV6}::12", Network, port),
    ];

    /// <summary>Makes the network.</summary>
    /// <exception cref="InvalidOperationException">Not root, or <c>ip</c> failed; the message says what to do.</exception>
    public static async Task<ClientNamespaces> Make(ServerPlace place, CancellationToken ct)
    {
        if (!Environment.IsPrivilegedProcess)
            throw new InvalidOperationException(
                "These tests make network namespaces and mounts and need root: run them as root or with sudo "
                + "(sudo ./do test drivers), or run only the suites that need none (./do test unit, ./do test server).");
        await RemoveLeftovers(ct);
        for (var attempt = 0; ; attempt++)
        {
            var chosen = await Choose(place, ct);
            try
            {
                await chosen.Build(ct);
                return chosen;
            }
            catch (InvalidOperationException) when (attempt < 3)
            {
                await chosen.DisposeAsync(); // another test run may have taken the same network in this very moment
            }
            catch
            {
                await chosen.DisposeAsync();
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Place == ServerPlace.Machine) await IpTool.Try($"link del {name}r", CancellationToken.None);
        foreach (var part in (string[])[.. further, "c1", "c2", "srv", "sw"])
            await IpTool.Try($"netns del {Space(part)}", CancellationToken.None);
    }

    string Space(string part) => $"{name}-{part}";

    static async Task<ClientNamespaces> Choose(ServerPlace place, CancellationToken ct)
    {
        var taken = await IpTool.Run("-4 route show table all", ct);
        while (true)
        {
            var (x, y) = (Random.Shared.Next(128, 250), Random.Shared.Next(1, 250));
            if (taken.Contains($" 10.{x}.{y}.", StringComparison.Ordinal)) continue;
            if (taken.Contains($"\n10.{x}.{y}.", StringComparison.Ordinal)) continue;
            return new ClientNamespaces($"{Mark}{Environment.ProcessId}x{Interlocked.Increment(ref made)}", place, x, y);
        }
    }

    async Task Build(CancellationToken ct)
    {
        await IpTool.Run($"netns add {Space("sw")}", ct);
        await IpTool.Run($"-n {Space("sw")} link add br0 type bridge", ct);
        await IpTool.Run($"-n {Space("sw")} link set br0 up", ct);
        if (Place == ServerPlace.Machine)
        {
            await IpTool.Run($"link add {name}r type veth peer name psrv netns {Space("sw")}", ct);
            await Plug("psrv", "", $"{name}r", host: "1", ct);
        }
        else await AddMachine("srv", "1", ct);
        await AddMachine("c1", "11", ct);
        await AddMachine("c2", "12", ct);
    }

    async Task AddMachine(string part, string host, CancellationToken ct)
    {
        await IpTool.Run($"netns add {Space(part)}", ct);
        await IpTool.Run($"-n {Space(part)} link set lo up", ct);
        await IpTool.Run($"-n {Space(part)} link add eth0 type veth peer name p{part} netns {Space("sw")}", ct);
        await Plug($"p{part}", $"-n {Space(part)} ", "eth0", host, ct);
    }

    /// <summary>Puts one end of a cable into the bridge and gives the other its addresses.</summary>
    async Task Plug(string bridgeEnd, string machine, string machineEnd, string host, CancellationToken ct)
    {
        await IpTool.Run($"-n {Space("sw")} link set {bridgeEnd} master br0 up", ct);
        await IpTool.Run($"{machine}addr add {network}.{host}/24 dev {machineEnd}", ct);
        await IpTool.Run($"{machine}-6 addr add {networkV6}::{host}/64 dev {machineEnd} nodad", ct); // no waiting for duplicates
        await IpTool.Run($"{machine}link set {machineEnd} up", ct);
    }

    /// <summary>Removes what runs have left that were killed: names hold the id of their process.</summary>
    static async Task RemoveLeftovers(CancellationToken ct)
    {
        var spaces = (await IpTool.Run("netns list", ct)).Split('\n').Select(line => line.Split(' ')[0]);
        foreach (var space in spaces.Where(space => OwnerOf(space) is { } owner && !Directory.Exists($"/proc/{owner}")))
        {
            await IpTool.Try($"netns del {space}", ct);
            if (space.EndsWith("-sw", StringComparison.Ordinal)) await IpTool.Try($"link del {space[..^3]}r", ct);
        }
    }

    /// <summary>Id of the process that made a namespace of ours; null for others' namespaces.</summary>
    static int? OwnerOf(string space) =>
        space.StartsWith(Mark, StringComparison.Ordinal) && space.IndexOf('x') is > 0 and var end
        && int.TryParse(space[Mark.Length..end], NumberStyles.None, CultureInfo.InvariantCulture, out var owner) ? owner : null;

    sealed class PrefixedRunner(IReadOnlyList<string> prefix, ICommandRunner runner) : ICommandRunner
    {
        public Task<CommandResult> Run(Command command, CancellationToken ct = default) =>
            runner.Run(command with { Arguments = [.. prefix, .. command.Arguments] }, ct);
    }
}
