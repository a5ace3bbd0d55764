using Abaca.Tests.Unit.Tls;

namespace Abaca.Tests.Compat.Service;

/// <summary>Which service a test wants.</summary>
/// <param name="Backend">The one backend's section: <c>local</c> or <c>dummy</c>.</param>
/// <param name="Default">Lines of section DEFAULT.</param>
/// <param name="Own">Lines of the backend's section.</param>
public sealed record ServiceSetting(string Backend, IReadOnlyList<string> Default, IReadOnlyList<string> Own)
{
    /// <summary>Shares on btrfs, served by NFS-Ganesha; users of the built-in identity.</summary>
    public static ServiceSetting Local { get; } = new("local", [], ["local_pool_size_gib = 60"]);

    /// <summary>The Dummy backend, which remembers over a kill what it holds.</summary>
    public static ServiceSetting Dummy { get; } = new("dummy", [], ["dummy_state_file = held.json"]);

    /// <summary>A whole manila.conf of an operator, word for word; it says itself which backend it enables.</summary>
    /// <param name="backend">Section of the backend.</param>
    /// <param name="text">The file.</param>
    public static ServiceSetting Given(string backend, string text) => new(backend, [], []) { Text = text };

    /// <summary>The file's text, when it is given; lines of the test come after its section DEFAULT begins.</summary>
    public string? Text { get; private init; }

    /// <summary>Variables of the service's environment, beside the test's own.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; private init; } = new Dictionary<string, string>();

    /// <summary>Where it is started; null: where the tests are.</summary>
    public string? WorkingDirectory { get; private init; }

    /// <summary>Shell commands that make what the service sees of the machine, in mounts of its own; null: it sees what the tests see.</summary>
    public string? Surroundings { get; private init; }

    /// <summary>The same in other surroundings.</summary>
    public ServiceSetting In(string surroundings) => this with { Surroundings = surroundings };

    /// <summary>How many files the service may have open; null: as many as the tests.</summary>
    public int? Descriptors { get; private init; }

    /// <summary>Who signs the API's certificate; null: it speaks plain HTTP.</summary>
    public PrivateAuthority? Authority { get; private init; }

    /// <summary>Lines of section ssl beside its files.</summary>
    public IReadOnlyList<string> Ssl { get; private init; } = [];

    /// <summary>The same over TLS, with a certificate that is made for its address.</summary>
    public ServiceSetting OverTls(PrivateAuthority authority, params string[] ssl) => this with
    {
        Authority = authority,
        Default = [.. Default, "osapi_share_use_ssl = true"],
        Ssl = ["[ssl]", $"cert_file = {authority.CertificateFile}", $"key_file = {authority.KeyFile}", .. ssl, "[identity]", $"public_ca_file = {authority.CaFile}"],
    };

    /// <summary>The same with few descriptors.</summary>
    public ServiceSetting WithDescriptors(int most) => this with { Descriptors = most };

    /// <summary>The same, started elsewhere.</summary>
    public ServiceSetting StartedIn(string directory, IReadOnlyDictionary<string, string> environment) =>
        this with { WorkingDirectory = directory, Environment = environment };

    /// <summary>The same as a unit of systemd starts it.</summary>
    /// <param name="notify">systemd's socket.</param>
    /// <param name="watchdog">The unit's WatchdogSec.</param>
    public ServiceSetting ByUnit(string notify, TimeSpan watchdog) => this with
    {
        Environment = new Dictionary<string, string>
        {
            ["NOTIFY_SOCKET"] = notify,
            ["WATCHDOG_USEC"] = ((long)watchdog.TotalMicroseconds).ToString(System.Globalization.CultureInfo.InvariantCulture),
        },
    };

    /// <summary>The same without passwords.</summary>
    public ServiceSetting WithoutPasswords() => this with { Default = [.. Default, "auth_strategy = noauth"] };

    /// <summary>With more lines in the backend's section.</summary>
    public ServiceSetting With(params string[] lines) => this with { Own = [.. Own, .. lines] };

    /// <summary>The configuration file of a service on this address with this state directory.</summary>
    public IEnumerable<string> File(string address, string state) => Text is { } text
        ? text.Split('\n').SelectMany(line => line switch
        {
            "[DEFAULT]" => (string[])[line, $"state_path = {state}", $"abaca_listen = {address}", .. Default],
            _ when line == $"[{Backend}]" => [line, .. Own],
            _ => [line],
        })
        :
    [
        "[DEFAULT]", "host = node", $"state_path = {state}", $"abaca_listen = {address}", $"enabled_share_backends = {Backend}", .. Default,
        $"[{Backend}]", $"share_driver = abaca.{Backend}", "driver_handles_share_servers = False", .. Own, .. Ssl,
    ];
}
