using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Region;

/// <summary>
/// RabbitMQ of Debian on ports of 127.0.0.1: one node or a cluster, with an epmd, a cookie and files of its own, in memory. A node's kill loses what it holds in memory
/// only. All of it ends with the process that started it.
/// </summary>
sealed class RabbitServer : IAsyncDisposable
{
    /// <summary>Who logs in: signs that have to be escaped in an URL. No slash, which oslo.messaging itself does not take.</summary>
    public const string User = "manila@home";

    /// <summary>The password.</summary>
    public const string Password = "p@ss:word?&100%+";

    /// <summary>The virtual host, which begins with a slash as in many regions.</summary>
    public const string VirtualHost = "/manila";

    // The shell and all that it has started are one group of processes, which ends with its standard input. No process of it holds a file of whoever runs the tests.
    const string Programs = "/usr/lib/rabbitmq/lib", Keeper = """
        log=$1; shift
        exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
        "$@" >"$log" 2>&1 </dev/null &
        cat >/dev/null
        rm -rf "${log%/*/*}"
        kill -9 0
        """;

    // Held to the end of this process: a keeper that is collected closes its input, and ends what it keeps.
    static readonly System.Collections.Concurrent.ConcurrentBag<Process> Keepers = [];

    readonly string room = Directory.CreateDirectory(Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"abaca-rabbit-{Guid.NewGuid().ToString("N")[..8]}")).FullName;
    readonly int names = FreePort();
    readonly List<Node> nodes = [];

    /// <summary>A node.</summary>
    /// <param name="Name">Its name: a, b.</param>
    /// <param name="Port">Where it listens.</param>
    /// <param name="TlsPort">Where it listens with TLS.</param>
    /// <param name="Distribution">Where the other nodes reach it.</param>
    sealed record Node(string Name, int Port, int TlsPort, int Distribution);

    /// <summary>File with the certificate that signs those of the nodes.</summary>
    public string Authority => Path.Combine(room, "ca.pem");

    /// <summary>Where the nodes are: their ports.</summary>
    public IReadOnlyList<int> Ports => [.. nodes.Select(node => node.Port)];

    /// <summary>Starts so many nodes, one after the other, in one cluster.</summary>
    public static async Task<RabbitServer> Start(int many = 1)
    {
        Assert.True(Directory.Exists(Programs), "RabbitMQ is absent: apt-get install rabbitmq-server");
        var server = new RabbitServer();
        await File.WriteAllTextAsync(Path.Combine(server.room, ".erlang.cookie"), Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));
        File.SetUnixFileMode(Path.Combine(server.room, ".erlang.cookie"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        server.MakeCertificates();
        server.Keep("epmd", ["epmd", "-address", "127.0.0.1", "-port", $"{server.names}"]);
        Assert.True(await Deadline.Holds(() => IsOpen(server.names), TimeSpan.FromSeconds(30)), "epmd did not come up"); // a node that finds none starts one that stays
        for (var i = 0; i < many; i++) server.nodes.Add(new Node($"{(char)('a' + i)}", FreePort(), FreePort(), FreePort()));
        foreach (var node in server.nodes)
        {
            server.Configure(node);
            await server.Start(node);
        }
        return server;
    }

    /// <summary><c>transport_url</c> of these nodes, with escapes.</summary>
    public string Url(string? password = null, bool tls = false, params int[] order)
    {
        var login = $"{Uri.EscapeDataString(User)}:{Uri.EscapeDataString(password ?? Password)}";
        var all = (order.Length > 0 ? order.Select(i => nodes[i]) : nodes).Select(node => $"{login}@127.0.0.1:{(tls ? node.TlsPort : node.Port)}");
        return $"rabbit://{string.Join(',', all)}/{VirtualHost}";
    }

    /// <summary>kill -9 of a node, at whatever it does.</summary>
    public async Task Kill(int number)
    {
        var id = await IdOf(nodes[number]);
        await Tool.Run("kill", ["-9", id]);
        Assert.True(await Deadline.Holds(() => !Directory.Exists($"/proc/{id}") || File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal), TimeSpan.FromSeconds(10)));
    }

    /// <summary>Holds a node where it is, or lets it go on.</summary>
    public async Task Stop(int number, bool stop) => await Tool.Run("kill", [stop ? "-STOP" : "-CONT", await IdOf(nodes[number])]);

    /// <summary>Starts a node that was killed, on what it has on disk.</summary>
    public Task Restart(int number) => Start(nodes[number]);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        for (var i = 0; i < nodes.Count; i++) await Kill(i);
        foreach (var keeper in Keepers.Where(keeper => keeper.StartInfo.ArgumentList.Any(one => one.StartsWith(room, StringComparison.Ordinal)) && !keeper.HasExited)) keeper.StandardInput.Close();
    }

    async Task<string> IdOf(Node node) => (await File.ReadAllTextAsync(Path.Combine(room, node.Name, "pid"))).Trim();

    void Configure(Node node)
    {
        var place = Directory.CreateDirectory(Path.Combine(room, node.Name)).FullName;
        File.WriteAllText(Path.Combine(place, "plugins"), "[].\n");
        File.WriteAllLines(Path.Combine(place, "rabbitmq.conf"),
        [
            $"listeners.tcp.1 = 127.0.0.1:{node.Port}", $"listeners.ssl.1 = 127.0.0.1:{node.TlsPort}", $"ssl_options.cacertfile = {Authority}", $"ssl_options.certfile = {room}/node.pem",
            $"ssl_options.keyfile = {room}/node.key", "ssl_options.verify = verify_none", $"default_user = {User}", $"default_pass = {Password}", $"default_vhost = {VirtualHost}",
            "loopback_users = none", "log.console = true", "log.file = false", "vm_memory_high_watermark.absolute = 512MiB", "disk_free_limit.absolute = 1MB",
            "cluster_formation.peer_discovery_backend = classic_config", .. nodes.Select((one, i) => $"cluster_formation.classic_config.nodes.{i + 1} = {NameOf(one)}"),
        ]);
    }

    async Task Start(Node node)
    {
        var place = Path.Combine(room, node.Name);
        var program = Directory.GetFiles(Programs, "rabbitmq-server", SearchOption.AllDirectories).First(file => file.Contains("/sbin/", StringComparison.Ordinal));
        File.Delete(Path.Combine(place, "pid"));
        Keep(node.Name,
        [
            "env", $"HOME={room}", "ERL_EPMD_ADDRESS=127.0.0.1", $"ERL_EPMD_PORT={names}", $"RABBITMQ_NODENAME={NameOf(node)}", $"RABBITMQ_CONFIG_FILE={place}/rabbitmq.conf",
            "RABBITMQ_CONF_ENV_FILE=/dev/null", $"RABBITMQ_MNESIA_BASE={place}/mnesia", $"RABBITMQ_LOG_BASE={place}", $"RABBITMQ_ENABLED_PLUGINS_FILE={place}/plugins",
            $"RABBITMQ_PID_FILE={place}/pid", $"RABBITMQ_DIST_PORT={node.Distribution}",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=+S 1:1 -kernel inet_dist_use_interface {127,0,0,1}", program,
        ]);
        var log = Path.Combine(place, "log");
        Assert.True(
            await Deadline.Holds(() => File.Exists(log) && File.ReadAllText(log).Contains("Server startup complete", StringComparison.Ordinal), TimeSpan.FromSeconds(180)),
            $"RabbitMQ did not come up:\n{(File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(30)) : "")}");
    }

    static string NameOf(Node node) => $"{node.Name}{node.Port}@localhost";

    void Keep(string name, string[] command)
    {
        var place = Directory.CreateDirectory(Path.Combine(room, name)).FullName;
        var log = Path.Combine(place, "log");
        File.WriteAllText(log, "");
        var start = new ProcessStartInfo("setsid") { UseShellExecute = false, RedirectStandardInput = true };
        foreach (var argument in (string[])["sh", "-c", Keeper, "sh", log, .. command]) start.ArgumentList.Add(argument);
        Keepers.Add(Process.Start(start)!);
    }

    void MakeCertificates()
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var asked = new CertificateRequest("CN=Tests", authorityKey, HashAlgorithmName.SHA256);
        asked.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var (from, until) = (DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var authority = asked.CreateSelfSigned(from, until);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var wanted = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var also = new SubjectAlternativeNameBuilder();
        also.AddIpAddress(IPAddress.Loopback);
        wanted.CertificateExtensions.Add(also.Build());
        using var node = wanted.Create(authority, from, until, RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(Authority, authority.ExportCertificatePem());
        File.WriteAllText(Path.Combine(room, "node.pem"), node.ExportCertificatePem());
        File.WriteAllText(Path.Combine(room, "node.key"), key.ExportPkcs8PrivateKeyPem());
    }

    static bool IsOpen(int port)
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
