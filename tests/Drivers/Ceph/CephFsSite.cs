using System.Globalization;
using System.Text.Json;
using Abaca.Drivers.CephFs;
using Abaca.Drivers.Rados;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Local;
using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>A cluster with the service's identity in it, whose capabilities are the least that the driver says it needs; and drivers on it.</summary>
public class CephFsSite : IAsyncLifetime
{
    readonly CephClusterOptions? options;

    /// <summary>The service's own identity.</summary>
    public const string User = "manila";

    /// <summary>The least that the service needs, as <c>abaca doctor</c> says it.</summary>
    public static IReadOnlyList<(string Daemon, string Cap)> LeastCaps { get; } = CephCaps.Native(User).All;

    readonly List<IShareDriver> drivers = [];
    readonly RememberingLog log = new();
    string state = "";

    /// <summary>One with a cluster of one file system.</summary>
    public CephFsSite()
    {
    }

    /// <summary>One with another cluster.</summary>
    private protected CephFsSite(CephClusterOptions options) => this.options = options;

    /// <summary>The cluster.</summary>
    public CephCluster Cluster { get; private set; } = null!;

    /// <summary>What drivers have said.</summary>
    public string Log => log.All;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Cluster = await CephCluster.Start(options);
        state = Directory.CreateTempSubdirectory("abaca-cephfs-").FullName;
        await Cluster.MakeUser(User, LeastCaps);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Cluster is null) return; // it did not come up, and the test says why
        foreach (var driver in drivers) await driver.DisposeAsync();
        await Cluster.DisposeAsync();
        Directory.Delete(state, recursive: true);
    }

    /// <summary>A started driver of the service's next life.</summary>
    public async Task<IShareDriver> Begin(
        Func<IRadosCluster, IRadosCluster>? wrap = null, IReadOnlyDictionary<string, string>? options = null, CancellationToken ct = default)
    {
        var driver = new CephFsDriverFactory(wrap).Create(Settings(options));
        drivers.Add(driver);
        Assert.Equal(new DriverResult.Done(), await driver.Start(ct));
        return driver;
    }

    /// <summary>A section for this cluster.</summary>
    public BackendSettings Settings(IReadOnlyDictionary<string, string>? options = null)
    {
        var values = new CephFsDriverFactory().Options.Where(option => option.Default is not null)
            .ToDictionary(option => option.Name, option => option.Default!, StringComparer.Ordinal);
        values["cephfs_conf_path"] = Cluster.ConfigPath;
        values["cephfs_auth_id"] = User;
        foreach (var (name, value) in options ?? new Dictionary<string, string>()) values[name] = value;
        return new BackendSettings("ceph", state, values, new LocalCommandRunner(TimeProvider.System), TimeProvider.System, log);
    }

    /// <summary>A new share's spec.</summary>
    public static ShareSpec NewShare(string project = "project-a", int gib = 1, string? group = null)
    {
        var (id, none) = (Guid.NewGuid().ToString(), new Dictionary<string, string>());
        return new ShareSpec(id, Guid.NewGuid().ToString(), $"share-{id}", project, "cephfs", "CEPHFS", gib, none, none, none, GroupId: group);
    }

    /// <summary>A new snapshot's spec.</summary>
    public static SnapshotSpec NewSnapshot(ShareSpec share)
    {
        var id = Guid.NewGuid().ToString();
        return new SnapshotSpec(id, Guid.NewGuid().ToString(), $"share-snapshot-{id}", share, share.SizeGib, new Dictionary<string, string>());
    }

    /// <summary>A rule for an identity.</summary>
    public static AccessRule Rule(string identity, AccessLevel level = AccessLevel.Rw) => new(Guid.NewGuid().ToString(), AccessType.Cephx, identity, level);

    /// <summary>Capabilities of an identity as the monitors have them; null when there is no such identity.</summary>
    public async Task<IReadOnlyDictionary<string, string>?> Caps(string identity, CancellationToken ct) =>
        (await AllCaps(ct)).GetValueOrDefault($"client.{identity}");

    /// <summary>Capabilities of every identity.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> AllCaps(CancellationToken ct)
    {
        using var document = JsonDocument.Parse(await Cluster.Monitor("auth ls", ct));
        return document.RootElement.GetProperty("auth_dump").EnumerateArray().ToDictionary(
            entry => entry.GetProperty("entity").GetString()!,
            entry => (IReadOnlyDictionary<string, string>)entry.GetProperty("caps").EnumerateObject().ToDictionary(cap => cap.Name, cap => cap.Value.GetString()!));
    }

    /// <summary>Names in an answer of the mgr's volumes module; none when what it is asked about is not there.</summary>
    public async Task<IReadOnlyList<string>> Names(string prefix, CancellationToken ct, params (string Name, object Value)[] arguments)
    {
        var all = arguments.ToDictionary(one => one.Name, one => one.Value);
        (all["vol_name"], all["format"]) = ("cephfs", "json");
        var answer = await Cluster.Admin.Manager(new RadosCommand(prefix, all, TimeSpan.FromSeconds(30)), ct);
        if (answer is { End: RadosEnd.Answered, Error: 2 }) return [];
        Assert.True(answer.Succeeded, $"{prefix}: {answer.Status}");
        using var document = JsonDocument.Parse(answer.Output);
        return [.. document.RootElement.EnumerateArray().Select(item => item.GetProperty("name").GetString()!)];
    }

    /// <summary>What the mgr says of a subvolume; null when there is none or it is not whole.</summary>
    public async Task<JsonDocument?> Facts(string subvolume, CancellationToken ct, string? group = null)
    {
        var all = new Dictionary<string, object> { ["vol_name"] = "cephfs", ["sub_name"] = subvolume, ["format"] = "json" };
        if (group is not null) all["group_name"] = group;
        var answer = await Cluster.Admin.Manager(new RadosCommand("fs subvolume info", all, TimeSpan.FromSeconds(30)), ct);
        if (answer is { End: RadosEnd.Answered, Error: 2 or 11 }) return null;
        Assert.True(answer.Succeeded, answer.Status);
        return JsonDocument.Parse(answer.Output);
    }

    /// <summary>The quota in bytes, or "infinite"; null when there is no such subvolume.</summary>
    public async Task<string?> Quota(string subvolume, CancellationToken ct, string? group = null)
    {
        using var facts = await Facts(subvolume, ct, group);
        return facts?.RootElement.GetProperty("bytes_quota").ToString();
    }

    /// <summary>Bytes in use as the MDS has counted them.</summary>
    public async Task<long> Used(string subvolume, CancellationToken ct)
    {
        using var facts = await Facts(subvolume, ct);
        return facts!.RootElement.GetProperty("bytes_used").GetInt64();
    }

    /// <summary>A tenant's client, which learns its key from the cluster.</summary>
    public CephFuseClient Client(string identity) => CephFuseClient.Of(Cluster, identity);

    /// <summary>Bytes as a command takes them.</summary>
    public static string Gib(int gib) => ((long)gib << 30).ToString(CultureInfo.InvariantCulture);
}
