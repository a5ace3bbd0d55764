using Abaca.Drivers.Ganesha;
using Abaca.Drivers.Local;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Network;

namespace Abaca.Tests.Drivers.Local;

/// <summary>A Local backend on a state directory and in a network of its own.</summary>
sealed class LocalMachine : IAsyncDisposable
{
    readonly RememberingLog log = new();

    LocalMachine(ClientNamespaces net, string state) => (Net, State) = (net, state);

    public ClientNamespaces Net { get; }

    /// <summary>The backend's state directory.</summary>
    public string State { get; }

    public string Log => log.All;

    /// <summary>Options on top of the ones that place it in its network.</summary>
    public Dictionary<string, string> Options { get; } = [];

    public static async Task<LocalMachine> Make(CancellationToken ct) =>
        new(await ClientNamespaces.Make(ServerPlace.Namespace, ct), Directory.CreateTempSubdirectory("abaca-local-").FullName);

    /// <summary>A driver of the service's next life; not started.</summary>
    public IShareDriver NewDriver(ICommandRunner? commands = null, Func<IKernel, IKernel>? wrap = null, string? state = null, Func<IGaneshaBus, IGaneshaBus>? wrapBus = null)
    {
        var factory = new LocalDriverFactory(wrap, wrapBus);
        return factory.Create(Settings(commands, state));
    }

    /// <summary>What doctor looks at beside the driver.</summary>
    public IReadOnlyList<IBackendCheck> Checks() => new LocalDriverFactory().Checks(Settings());

    BackendSettings Settings(ICommandRunner? commands = null, string? state = null)
    {
        var values = new LocalDriverFactory().Options.Where(option => option.Default is not null).ToDictionary(option => option.Name, option => option.Default!);
        values["local_export_address"] = Net.ServerAddress;
        values["local_export_namespace"] = Net.ServerPrefix[^1];
        foreach (var (name, value) in Options) values[name] = value;
        return new BackendSettings("local", state ?? State, values, commands ?? new LocalCommandRunner(TimeProvider.System), TimeProvider.System, log);
    }

    /// <summary>The server processes that live now.</summary>
    public IReadOnlyList<RunningProcess> Servers() =>
    [
        .. RunningProcess.Find("ganesha.nfsd", Path.Combine(State, "ganesha", "ganesha.conf")),
        .. RunningProcess.Find("dbus-daemon", Path.Combine(State, "ganesha", "bus.conf")),
    ];

    /// <summary>Ends whatever still serves the directory, and removes all.</summary>
    public async ValueTask DisposeAsync()
    {
        await using (var last = NewDriver())
            if (await last.Start() is not DriverResult.Done) await last.DisposeAsync();
        Directory.Delete(State, recursive: true);
        await Net.DisposeAsync();
    }
}
