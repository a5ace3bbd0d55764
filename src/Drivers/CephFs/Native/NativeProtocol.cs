using System.Net;
using Abaca.DriverSdk;
using Abaca.Drivers.Rados;

namespace Abaca.Drivers.CephFs.Native;

/// <summary>
/// Clients mount subvolumes themselves, each as a cephx identity that the cluster made for its tenant. Setting rules is in
/// <c>NativeProtocol.Access.cs</c>.
/// </summary>
sealed partial class NativeProtocol(CephBackend backend) : ICephProtocol
{
    readonly Subvolumes subvolumes = backend.Subvolumes;
    readonly Identities identities = new(backend);
    readonly LiveMounts mounts = new(backend);
    readonly KeyedLock locks = new();

    /// <inheritdoc/>
    public string Name => "CEPHFS";

    /// <inheritdoc/>
    public Task<DriverResult> Start(CancellationToken ct) => Task.FromResult<DriverResult>(new DriverResult.Done());

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<ExportLocation>>> Locations(ShareSpec share, Subvolume subvolume, CancellationToken ct) =>
        StoppedException.Caught<IReadOnlyList<ExportLocation>>(async () =>
        {
            var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["__mount_options"] = $"fs={subvolume.FileSystem}" };
            return [new ExportLocation($"{string.Join(',', await Monitors(ct))}:{subvolume.Path}", false, false, metadata)];
        });

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<IPAddress>>> Addresses(CancellationToken ct) =>
        StoppedException.Caught<IReadOnlyList<IPAddress>>(async () =>
            [.. (await Monitors(ct)).Select(monitor => IPEndPoint.TryParse(monitor, out var end) ? end.Address : null).OfType<IPAddress>()]);

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<AppliedRule>>> ReadAccess(ShareSpec share, Subvolume subvolume, CancellationToken ct) =>
        StoppedException.Caught<IReadOnlyList<AppliedRule>>(async () =>
            [.. (await subvolumes.Authorized(subvolume.Called, ct)).Select(one => new AppliedRule(AccessType.Cephx, one.Key, one.Value))]);

    /// <inheritdoc/>
    public Task<DriverResult> Withdraw(ShareSpec share, Subvolume? subvolume, CancellationToken ct) =>
        StoppedException.Caught(async () =>
        {
            if (subvolume is not null) await Apply(share, subvolume, [], ct);
        });

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<BackendObject>>> List(CancellationToken ct) =>
        Task.FromResult<DriverResult<IReadOnlyList<BackendObject>>>(Array.Empty<BackendObject>());

    /// <inheritdoc/>
    public IReadOnlyList<IBackendCheck> Checks() => [new MountsCheck(backend, mounts), new KeysCheck(backend, identities)];

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    async Task<IReadOnlyList<string>> Monitors(CancellationToken ct)
    {
        var arguments = new Dictionary<string, object>(StringComparer.Ordinal) { ["format"] = "json" };
        var answer = await backend.Cluster.Monitor(new RadosCommand("mon dump", arguments, Subvolumes.Deadline), ct);
        return answer.Succeeded
            ? CephJson.Monitors(answer.Output)
            : throw new StoppedException(CephWords.Explain(answer, "asking for the monitors' addresses"));
    }
}
