using System.Text.RegularExpressions;
using Abaca.Drivers.CephFs;
using Abaca.Drivers.CephFs.Nfs;
using Abaca.Drivers.Rados;
using Abaca.Drivers.Ssh;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Ceph;
using Abaca.Tests.Drivers.Conformance;
using Abaca.Tests.Drivers.Local;
using Abaca.Tests.Drivers.Network;
using Xunit;

namespace Abaca.Tests.Drivers.Ssh;

/// <summary>Two machines with host keys of their own, in namespaces, and an address that moves from one to the other.</summary>
public sealed partial class MovedAddressTests : IAsyncLifetime
{
    static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    readonly string place = Directory.CreateTempSubdirectory("abaca-moved-").FullName;
    readonly List<SshCommandRunner> runners = [];
    readonly List<(IReadOnlyList<string> Prefix, string Address)> machines = [];
    readonly RememberingLog log = new();
    ClientNamespaces net = null!;
    Daemons daemons = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    string Floating => net.Host(100);

    string State => Path.Combine(place, "state");

    string Pins => Path.Combine(State, "ssh", "known_hosts");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Daemons.Need(("sshd", "openssh-server"), ("ssh-keyscan", "openssh-client"));
        Directory.CreateDirectory(State);
        net = await ClientNamespaces.Make(ServerPlace.Machine, Ct);
        daemons = new Daemons(place);
        await Tool.Run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", $"{place}/key"], Ct);
        foreach (var (name, number) in new[] { ("ma", 21), ("mb", 22) })
        {
            machines.Add((await net.AddHost(name, number, Ct), net.Host(number)));
            await Serve(name, machines[^1].Prefix);
        }
        await MoveTo(0);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var runner in runners) await runner.DisposeAsync();
        await daemons.DisposeAsync();
        await net.DisposeAsync();
        Directory.Delete(place, recursive: true);
    }

    [Fact]
    public async Task The_operators_file_lists_each_machine_under_its_own_name_and_the_address_may_move_between_them()
    {
        var known = Path.Combine(place, "known_hosts");
        await File.WriteAllTextAsync(known, $"# of our machines\nnfs-a.example,{machines[0].Address} {KeyOf("ma")}\n@revoked * {KeyOf("none")}\n{machines[1].Address} {KeyOf("mb")} b\n", Ct);
        var ssh = Runner(Target with { KnownHostsPath = known });
        foreach (var holder in (int[])[0, 1, 0])
        {
            await MoveTo(holder);
            Assert.Equal(holder == 0 ? "ma" : "mb", await WhoAnswers(ssh));
        }
        Assert.Equal(4, (await File.ReadAllLinesAsync(known, Ct)).Length); // the file is the operator's
    }

    [Fact]
    public async Task A_machine_that_the_operators_file_does_not_list_is_refused_and_the_printed_command_lets_it_in()
    {
        var known = Path.Combine(place, "known_hosts");
        await File.WriteAllTextAsync(known, $"{Floating} {KeyOf("ma")}\n", Ct);
        var ssh = Runner(Target with { KnownHostsPath = known });
        Assert.Equal("ma", await WhoAnswers(ssh));
        await MoveTo(1);
        var refused = await ssh.Run(new Command(["true"], Long), Ct);
        Assert.Equal(CommandEnd.ConnectionLost, refused.End);
        Assert.Contains("is not among those that", refused.Error, StringComparison.Ordinal);
        Assert.Equal(refused.Error, ssh.Refusal);
        await CarryOut(refused.Error);
        Assert.Equal("mb", await WhoAnswers(ssh));
        Assert.Null(ssh.Refusal);
        await MoveTo(0);
        Assert.Equal("ma", await WhoAnswers(ssh));
    }

    [Fact]
    public async Task A_machine_whose_key_was_pinned_at_its_own_address_is_known_when_it_gets_the_address_that_moves()
    {
        var (ssh, second) = (Runner(Target), Runner(Target with { Host = machines[1].Address }));
        Assert.Equal("ma", await WhoAnswers(ssh));
        Assert.Equal("mb", await WhoAnswers(second));
        await MoveTo(1);
        Assert.Equal("mb", await WhoAnswers(ssh));
        Assert.Equal(2, (await File.ReadAllLinesAsync(Pins, Ct)).Count(line => line.StartsWith(Floating + " ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_machine_that_stands_for_itself_alone_is_not_taken_for_another()
    {
        var (ssh, second) = (Runner(Target with { IsOneOfSeveral = false }), Runner(Target with { Host = machines[1].Address }));
        Assert.Equal("ma", await WhoAnswers(ssh));
        Assert.Equal("mb", await WhoAnswers(second));
        await MoveTo(1);
        Assert.Equal(CommandEnd.ConnectionLost, (await ssh.Run(new Command(["true"], Long), Ct)).End);
    }

    [Fact]
    public async Task What_nobody_has_seen_before_is_told_with_the_key_that_it_shows_and_the_printed_command_pins_it()
    {
        var ssh = Runner(Target);
        Assert.Equal("ma", await WhoAnswers(ssh));
        await MoveTo(1);
        var refused = await ssh.Run(new Command(["true"], Long), Ct);
        Assert.Equal(CommandEnd.ConnectionLost, refused.End);
        var shown = (await Tool.Run(["ssh-keygen", "-lf", $"{place}/mb.host.pub"], Ct)).Split(' ')[1];
        Assert.Contains($"It shows {shown}.", refused.Error, StringComparison.Ordinal);
        await CarryOut(refused.Error);
        foreach (var (holder, name) in new[] { (1, "mb"), (0, "ma") })
        {
            await MoveTo(holder);
            Assert.Equal(name, await WhoAnswers(ssh));
        }
    }

    [Fact]
    public async Task Changes_are_refused_while_the_holder_is_not_known_which_is_logged_once_and_go_on_after_the_printed_command()
    {
        var set = NodeSet.From(Section());
        var node = set.Nodes[0];
        Assert.NotEqual(NodeEnd.Barred, (await node.Identify(Ct)).Answer.End); // no Ganesha is there, but we are let in
        await MoveTo(1);
        var nodes = new NfsNodes(set.Nodes);
        var host = new NfsHost(TimeProvider.System, log);
        var dead = new DeadGaneshas(new SessionFence(new Nobody(), _ => Task.FromResult("cephfs")), _ => null, (_, _) => Task.CompletedTask, host);
        await using (new NodeWatchAtWork(new NodeWatch(set.Nodes, dead, _ => { }, host)))
        {
            await Eventually.Holds(() => Task.FromResult(node.Barred), why => why is not null, "the node is known as barred", Ct);
            var no = Assert.IsType<DriverResult.Refused>(await StoppedException.Caught(() => { nodes.NeedOpen(); return Task.CompletedTask; }));
            Assert.Equal((MessageDetail.BackendNotReady, node.Barred), (no.Why.Detail, no.Why.Text));
            var said = log.All.Split('\n').Count(line => line.Contains("The host key of", StringComparison.Ordinal));
            await CarryOut(no.Why.Text);
            await Eventually.Holds(() => Task.FromResult(node.Barred), why => why is null, "the node lets us in", Ct);
            nodes.NeedOpen();
            Assert.Equal(1, said);
        }
        await set.DisposeAsync();
    }

    [Fact]
    public async Task Doctor_finds_a_holder_that_is_not_known_a_key_that_is_not_there_and_an_address_that_nobody_has_and_pins_nothing()
    {
        var first = await Doctor(Section());
        Assert.Contains(first, finding => finding.What.Contains("cannot be asked", StringComparison.Ordinal)); // there is no bus, but we are let in
        Assert.False(File.Exists(Pins));
        Assert.Equal("ma", await WhoAnswers(Runner(Target)));
        var pinned = await File.ReadAllTextAsync(Pins, Ct);
        await MoveTo(1);
        Assert.Contains(await Doctor(Section()), finding => finding.What.Contains("is not the one that was pinned", StringComparison.Ordinal));
        Assert.Throws<OptionException>(() => NodeSet.From(With("cephfs_ganesha_path_to_private_key", $"{place}/none"))); // which doctor tells as the section's
        Assert.Contains(await Doctor(With("cephfs_ganesha_server_ip", net.Host(99))), finding => finding.What.Contains("cannot be asked", StringComparison.Ordinal));
        Assert.Equal(pinned, await File.ReadAllTextAsync(Pins, Ct));
    }

    BackendSettings With(string option, string value) => Section() with { Values = new Dictionary<string, string>(Section().Values) { [option] = value } };

    async Task<IReadOnlyList<HealthFinding>> Doctor(BackendSettings section)
    {
        var scratch = Directory.CreateTempSubdirectory("abaca-look-").FullName;
        try
        {
            var settings = section with { Scratch = scratch, Values = new Dictionary<string, string>(section.Values) { ["cephfs_protocol_helper_type"] = "NFS" } };
            var options = CephFsOptions.From(settings);
            var findings = await new NodesCheck(new CephBackend(settings, options, new Nobody(), new Subvolumes(new Nobody(), options))).Look(null, Ct);
            Assert.All(findings, finding => Assert.True(finding.Health == Health.Problem && finding.Remedy is not null, finding.ToString()));
            return findings;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    SshTarget Target => new(Floating, "root", KeyPath: $"{place}/key", ConnectTimeout: TimeSpan.FromSeconds(5)) { IsOneOfSeveral = true };

    BackendSettings Section() => new(
        "nfs", State, new Dictionary<string, string>
        {
            ["cephfs_ganesha_server_ip"] = Floating, ["cephfs_ganesha_server_is_remote"] = "True", ["cephfs_ganesha_server_username"] = "root",
            ["cephfs_ganesha_path_to_private_key"] = $"{place}/key", ["ganesha_rados_store_enable"] = "True", ["ganesha_rados_store_pool_name"] = "pool",
            ["ssh_conn_timeout"] = "5",
        }, new LocalCommandRunner(TimeProvider.System), TimeProvider.System, log);

    SshCommandRunner Runner(SshTarget target)
    {
        var runner = new SshCommandRunner(target, State, new LocalCommandRunner(TimeProvider.System), TimeProvider.System);
        runners.Add(runner);
        return runner;
    }

    string KeyOf(string name) => string.Join(' ', File.ReadAllText(Path.Combine(place, name == "none" ? "key.pub" : $"{name}.host.pub")).Split(' ')[..2]);

    async Task<string> WhoAnswers(SshCommandRunner ssh)
    {
        // A standing connection may break while its address moves; whoever calls repeats what was lost.
        var run = await Eventually.Holds(
            () => ssh.Run(new Command(["printenv", "MACHINE"], Long), Ct), run => run.End != CommandEnd.ConnectionLost, "an answer over a connection that holds", Ct);
        Assert.False(run.Failed, run.Summary);
        return run.Output.Trim();
    }

    static async Task CarryOut(string words) => await Tool.Run(["sh", "-c", Scan().Match(words).Value], Ct);

    async Task MoveTo(int holder)
    {
        foreach (var (prefix, _) in machines) await new LocalCommandRunner(TimeProvider.System).Run(new Command([.. prefix, "ip", "addr", "del", $"{Floating}/24", "dev", "eth0"], Long), Ct);
        await Tool.Run([.. machines[holder].Prefix, "ip", "addr", "add", $"{Floating}/24", "dev", "eth0"], Ct);
        await IpTool.Try($"neigh flush to {Floating}", Ct); // what a gratuitous ARP does
    }

    async Task Serve(string name, IReadOnlyList<string> prefix)
    {
        await Tool.Run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", $"{place}/{name}.host"], Ct);
        await File.WriteAllTextAsync($"{place}/{name}.conf", $"""
            ListenAddress 0.0.0.0
            Port 22
            Port 2049
            HostKey {place}/{name}.host
            AuthorizedKeysFile {place}/key.pub
            StrictModes no
            UsePAM no
            PermitRootLogin prohibit-password
            PidFile none
            UseDNS no
            SetEnv HOME={place} MACHINE={name}

            """, Ct);
        const string Script = "mount -t tmpfs none /run && mkdir -p /run/sshd && exec \"$@\"";
        await daemons.Run(
            name, [.. prefix, "unshare", "--mount", "--propagation", "private", "sh", "-c", Script, "sh", "/usr/sbin/sshd", "-D", "-E", $"{place}/{name}.log", "-f", $"{place}/{name}.conf"],
            environment: null, Ct);
        await Eventually.Holds(() => Tool.Run([.. prefix, "ss", "-ltnH"], Ct), open => open.Contains(":22 ", StringComparison.Ordinal), "sshd listens", Ct);
    }

    [GeneratedRegex(@"ssh-keyscan -p \d+ \S+ >> [^\s,;]+[^\s,;.)]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Scan();

    /// <summary>A watch that has begun.</summary>
    sealed class NodeWatchAtWork : IAsyncDisposable
    {
        readonly NodeWatch watch;

        public NodeWatchAtWork(NodeWatch watch)
        {
            this.watch = watch;
            watch.Begin();
        }

        public ValueTask DisposeAsync() => watch.DisposeAsync();
    }

    /// <summary>A cluster that does not answer.</summary>
    sealed class Nobody : IRadosCluster
    {
        static readonly RadosAnswer Nothing = new(RadosEnd.Unreachable, 0, "", "nobody is there");

        public Task<RadosAnswer> Manager(RadosCommand command, CancellationToken ct = default) => Task.FromResult(Nothing);

        public Task<RadosAnswer> Monitor(RadosCommand command, CancellationToken ct = default) => Task.FromResult(Nothing);

        public Task<RadosAnswer> MetadataServer(string mds, RadosCommand command, CancellationToken ct = default) => Task.FromResult(Nothing);

        public Task<RadosCapacity?> Capacity(CancellationToken ct = default) => Task.FromResult<RadosCapacity?>(null);

        public IRadosPool Pool(string pool, string space = "") => throw new NotSupportedException("Nothing here reads objects.");

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
