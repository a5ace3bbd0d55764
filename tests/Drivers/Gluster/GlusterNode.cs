using System.Globalization;
using System.Net.Sockets;
using System.Xml.Linq;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Ceph;
using Abaca.Tests.Drivers.Conformance;

namespace Abaca.Tests.Drivers.Gluster;

/// <summary>
/// A cluster of one server: ordinary processes in a mount namespace (all that GlusterFS has in /var, /run and of certificates is its own) and a process
/// namespace, which ends them all with the test process, on an address of 127.0.0.0/8 of their own.
/// </summary>
sealed class GlusterNode : IAsyncDisposable
{
    /// <summary>Port of the server's sshd.</summary>
    public const string SshPort = "2022";

    const string Space = "space", Sshd = "sshd";

    /// <summary>Arguments: the server's directory, its identity. The shell collects what daemons leave, as the first process of a machine does.</summary>
    const string Script = """
        set -e
        mount -t tmpfs -o mode=755 none /run; mkdir -p /run/gluster /run/lock /run/sshd
        mount --bind "$1/lib" /var/lib/glusterd; mount --bind "$1/log" /var/log/glusterfs
        for place in /usr/lib/ssl /etc/ssl; do mount -t overlay overlay -o "lowerdir=$2:$place" "$place"; done
        touch "$1/up"
        while :; do sleep 3600 & wait; done
        """;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    readonly string place;
    readonly string identity;
    readonly GlusterSite site;
    readonly Daemons daemons;
    readonly LocalCommandRunner local = new(TimeProvider.System);

    public GlusterNode(GlusterSite site, int number, string identity)
    {
        (this.site, this.identity, Number) = (site, identity, number);
        place = Directory.CreateDirectory(Path.Combine(site.Directory, string.Create(CultureInfo.InvariantCulture, $"c{number}"))).FullName;
        daemons = new Daemons(place);
    }

    /// <summary>1 for the machine that the service runs on.</summary>
    public int Number { get; }

    /// <summary>The service runs here, too.</summary>
    public bool IsHere => Number == 1;

    /// <summary>Address, and name of the pool.</summary>
    public string Address => site.Address(Number);

    /// <summary>Common name of its certificate.</summary>
    public string Identity => Path.GetFileName(identity);

    /// <summary>Runs programs on the machine.</summary>
    public ICommandRunner Commands => new Inside(this);

    /// <summary>Where bricks lie.</summary>
    public string BrickOf(string volume) => Path.Combine(place, "bricks", volume);

    /// <summary>Makes the machine, and starts glusterd and sshd on it.</summary>
    public async Task Boot(CancellationToken ct)
    {
        foreach (var directory in (string[])["lib", "log/bricks", "bricks"]) Directory.CreateDirectory(Path.Combine(place, directory));
        File.Delete(Path.Combine(place, "up"));
        await LayFiles(ct);
        await daemons.Run(Space, ["unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child", "--mount-proc", "bash", "-c", Script, "bash", place, identity], environment: null, ct);
        await Eventually.Holds(() => Task.FromResult(File.Exists(Path.Combine(place, "up")) || !daemons.IsAlive(Space)), up => up, $"the machine of {Address} is up: {daemons.Said(Space)}", ct);
        await StartGlusterd(ct);
        await daemons.Run(Sshd, [.. Enter, "/usr/sbin/sshd", "-D", "-E", $"{place}/sshd.log", "-f", $"{place}/sshd_config"], environment: null, ct);
        await Eventually.Holds(() => Answers(int.Parse(SshPort, CultureInfo.InvariantCulture)), answers => answers, $"sshd of {Address} answers", ct);
    }

    /// <summary>Starts glusterd, which starts the bricks of started volumes, and waits until all of them answer.</summary>
    public async Task StartGlusterd(CancellationToken ct)
    {
        await Run(ct, "glusterd", "-f", $"{place}/glusterd.vol", "-l", $"{place}/log/glusterd.log");
        await Eventually.Holds(async () => (await Try(ct, "gluster", "pool", "list")).ExitCode, code => code == 0, $"glusterd of {Address} answers", ct);
    }

    /// <summary>Kills glusterd alone; bricks serve on.</summary>
    public Task KillGlusterd(CancellationToken ct) => KillByName("glusterd", ct);

    /// <summary>Kills the brick of a volume.</summary>
    public async Task KillBrick(string volume, CancellationToken ct)
    {
        var pid = (await Answer(ct, "volume", "status", volume)).Descendants("node").First().Element("pid")!.Value;
        await Run(ct, "kill", "-9", pid);
    }

    /// <summary>Everything of the machine dies, and it boots anew.</summary>
    public async Task Reboot(CancellationToken ct)
    {
        foreach (var daemon in (string[])[Sshd, Space])
            if (daemons.IsAlive(daemon)) await daemons.Kill(daemon, ct);
        await Boot(ct);
        foreach (var volume in (await Answer(ct, "volume", "info", "all")).Descendants("volume").Where(one => one.Element("statusStr")?.Value == "Started").Select(one => one.Element("name")!.Value))
            await Eventually.Holds(async () => (await Answer(ct, "volume", "status", volume)).Descendants("node").All(node => node.Element("status")?.Value == "1"), up => up, $"volume {volume} is up", ct);
    }

    /// <summary>Makes volumes of the pool, called <c>pool-SIZE-NUMBER</c>, started, with TLS, and with quota when asked.</summary>
    public async Task MakeVolumes(IEnumerable<string> names, bool quota, CancellationToken ct)
    {
        const string One = """
            set -e
            gluster --mode=script volume create "$1" "$2:$3" force
            gluster --mode=script volume set "$1" client.ssl on server.ssl on auth.ssl-allow "$4"
            gluster --mode=script volume start "$1"
            if [ "$5" = True ]; then gluster --mode=script volume quota "$1" enable; fi
            """;
        await Task.WhenAll(names.Select(name => Run(ct, "sh", "-c", One, "sh", name, Address, BrickOf(name), site.Reserved, quota.ToString())));
    }

    /// <summary>Runs <c>gluster</c> with these words.</summary>
    public Task Gluster(CancellationToken ct, params string[] words) => Run(ct, ["gluster", "--mode=script", .. words]);

    /// <summary>What <c>gluster --xml</c> answers.</summary>
    public async Task<XElement> Answer(CancellationToken ct, params string[] words) => XElement.Parse((await Try(ct, ["gluster", "--mode=script", "--xml", .. words])).Output);

    /// <summary>Options of a volume.</summary>
    public async Task<IReadOnlyDictionary<string, string>> Options(string volume, CancellationToken ct) =>
        (await Answer(ct, "volume", "info", volume)).Descendants("option").ToDictionary(option => option.Element("name")!.Value, option => option.Element("value")!.Value, StringComparer.Ordinal);

    /// <summary>Runs a program on the machine; it has to succeed.</summary>
    public async Task<string> Run(CancellationToken ct, params string[] command)
    {
        var run = await Try(ct, command);
        return run.Failed ? throw new InvalidOperationException($"{run.Summary} {run.Output} {run.Error}") : run.Output;
    }

    /// <summary>Runs a program on the machine.</summary>
    public Task<CommandResult> Try(CancellationToken ct, params string[] command) => local.Run(new Command([.. Enter, .. command], Patience), ct);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await daemons.DisposeAsync();

    /// <summary>What to put before a command to run it on the machine.</summary>
    public IReadOnlyList<string> Enter
    {
        get
        {
            var space = string.Create(CultureInfo.InvariantCulture, $"/proc/{daemons.Pid(Space)}/ns");
            return ["nsenter", $"--mount={space}/mnt", $"--pid={space}/pid_for_children", "--", "env", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"];
        }
    }

    Task KillByName(string program, CancellationToken ct) => Run(ct, "sh", "-c", """for one in /proc/[0-9]*; do [ "$(cat "$one/comm" 2>/dev/null)" = "$1" ] && kill -9 "${one#/proc/}"; done; :""", "sh", program);

    async Task<bool> Answers(int port)
    {
        if (!daemons.IsAlive(Sshd)) throw new InvalidOperationException($"sshd ended: {daemons.Said(Sshd)} {await File.ReadAllTextAsync($"{place}/sshd.log")}");
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(Address, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    async Task LayFiles(CancellationToken ct)
    {
        if (!File.Exists($"{place}/host")) await Tool.Run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", $"{place}/host"], ct);
        await File.WriteAllTextAsync($"{place}/glusterd.vol", $"""
            volume management
                type mgmt/glusterd
                option working-directory /var/lib/glusterd
                option transport-type socket
                option transport.address-family inet
                option transport.socket.bind-address {Address}
                option transport.socket.listen-port 24007
                option ping-timeout 0
                option event-threads 1
                option max-port 60999
            end-volume

            """, ct);
        await File.WriteAllTextAsync($"{place}/sshd_config", $"""
            ListenAddress {Address}
            Port {SshPort}
            HostKey {place}/host
            AuthorizedKeysFile {site.Key}.pub
            PermitRootLogin yes
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PidFile none
            UseDNS no

            """, ct);
    }

    /// <summary>Puts the way into the machine before every command.</summary>
    sealed class Inside(GlusterNode node) : ICommandRunner
    {
        public async Task<CommandResult> Run(Command command, CancellationToken ct = default) =>
            await node.local.Run(command with { Arguments = [.. node.Enter, .. command.Arguments] }, ct) with { Command = command };
    }
}
