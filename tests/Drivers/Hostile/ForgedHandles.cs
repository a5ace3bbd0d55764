using System.Net;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Abaca.Tests.Drivers.Network;
using Xunit;

namespace Abaca.Tests.Drivers.Hostile;

/// <summary>
/// Two tenants on one backend: whatever file handle the one makes up, it reaches its own share and nothing else. A backend that serves NFS
/// joins with one line: <c>public sealed class LocalForgedHandles(LocalBackend local) : ForgedHandles(local), IClassFixture&lt;LocalBackend&gt;;</c>
/// </summary>
[Trait(HostileTrait.Name, HostileTrait.Value)]
public abstract class ForgedHandles(IBackendUnderTest backend) : IAsyncLifetime
{
    static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    readonly List<ShareSpec> made = [];
    readonly List<SnapshotSpec> taken = [];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Removes what the test made.</summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var snapshot in taken) await backend.Driver.Snapshots!.DeleteSnapshot(snapshot, CancellationToken.None);
        foreach (var share in made) await backend.Driver.Delete(share, CancellationToken.None);
    }

    [Theory]
    [InlineData(AccessLevel.Rw, Withdrawn.Nobody)]
    [InlineData(AccessLevel.Ro, Withdrawn.Nobody)]
    [InlineData(AccessLevel.Rw, Withdrawn.Victim)]
    [InlineData(AccessLevel.Ro, Withdrawn.Victim)]
    [InlineData(AccessLevel.Rw, Withdrawn.Forger)]
    [InlineData(AccessLevel.Ro, Withdrawn.Forger)]
    public async Task Whatever_handle_a_tenant_makes_up_it_reaches_its_own_share_alone(AccessLevel level, Withdrawn withdrawn)
    {
        var scene = await Prepare();
        using var victim = scene.Victim.Client;
        using var forger = scene.Forger.Client;
        var before = await scene.Victim.Territory.Files(Ct);
        await scene.Forger.Territory.Survey(Ct);
        var kit = await Kit(scene);

        await Allow(scene.Forger.Share, withdrawn == Withdrawn.Forger ? [] : [Rule(1, level)]);
        if (withdrawn == Withdrawn.Victim) await Allow(scene.Victim.Share, []);
        await scene.Forger.Territory.Survey(Ct);
        Assert.Equal(withdrawn == Withdrawn.Forger, scene.Forger.Territory.Handles.Count == 0); // else refusals would prove nothing
        var attacker = new Forger(forger, scene.Forger.Territory);
        var report = await attacker.Attack(kit, Ct);
        Measured.Say(report.Counts);
        Assert.True(report.Trespasses.Count == 0, report.ToString());
        if (level == AccessLevel.Ro || withdrawn == Withdrawn.Forger) Assert.Empty(await attacker.Write(kit, Ct));
        else Assert.NotEmpty(await scene.Forger.Territory.Changes(kit.Own[0], Ct));

        await Allow(scene.Victim.Share, [Rule(0)]);
        Assert.Equal(before, await scene.Victim.Territory.Files(Ct));
        await SnapshotIsWhole(scene, before);
    }

    /// <summary>Both tenants' shares, filled, and a snapshot of the victim's, from which there is one more share.</summary>
    async Task<Scene> Prepare()
    {
        if (backend.NotShown.TryGetValue(Showing.RealMounts, out var why)) Assert.Skip($"{backend.Name} does not show {Showing.RealMounts}: {why}");
        var (victim, forger) = (await Tenant(0), await Tenant(1));
        List<Territory> of = [victim.Territory];
        SnapshotSpec? snapshot = null;
        if (backend.Driver.Snapshots is { } snapshots)
        {
            snapshot = new SnapshotSpec(NewId(), NewId(), $"share-snapshot-{NewId()}", victim.Share, 1, Nothing);
            taken.Add(snapshot);
            snapshot = snapshot with { Details = Done(await snapshots.CreateSnapshot(snapshot, Ct)) };
        }
        if (snapshot is not null && backend.Driver.Cloning is not null) of.Add((await Copy(snapshot)).Territory);
        return new Scene(victim, forger, of, snapshot);
    }

    async Task<Party> Tenant(int client)
    {
        var share = NewShare();
        var party = await LetIn(share, Done(await backend.Driver.Create(share, Ct)), client);
        await party.Territory.Fill(Ct);
        return party;
    }

    async Task<Party> Copy(SnapshotSpec snapshot)
    {
        var share = NewShare();
        var copied = await Eventually.Holds(
            async () => Done(await backend.Driver.Cloning!.CreateFromSnapshot(share, snapshot, Ct)), created => created.Ready, "the copy is ready", Ct);
        return await LetIn(share, copied, client: 0);
    }

    async Task<Party> LetIn(ShareSpec share, CreatedShare created, int client)
    {
        share = share with { Details = created.Details };
        await Allow(share, [Rule(client)]);
        var export = created.Exports.First(export => !export.AdminOnly).Path;
        var split = export.IndexOf(":/", StringComparison.Ordinal);
        var raw = await RawNfs.Connect((NfsClient)backend.Clients[client], IPAddress.Parse(export[..split]), user: 0, Ct);
        return new Party(share, raw, new Territory(raw, export[(split + 2)..].Split('/')));
    }

    /// <summary>The victim's handles, from the victim itself, also of what it sees of its snapshots; and what the machine has.</summary>
    async Task<ForgersKit> Kit(Scene scene)
    {
        List<byte[]> foreign = [.. scene.Forger.Territory.Passed];
        foreach (var territory in scene.OfVictim)
        {
            await territory.Survey(Ct);
            foreign.AddRange(territory.Handles.Concat(territory.Passed));
        }
        return ForgersKit.Of([.. scene.Forger.Territory.Handles], foreign, await backend.OnServer(ForgersKit.Look, Ct));
    }

    async Task SnapshotIsWhole(Scene scene, IReadOnlyDictionary<string, string> content)
    {
        if (scene.Snapshot is null || backend.Driver.Cloning is null) return;
        var copy = await Copy(scene.Snapshot);
        using var client = copy.Client;
        Assert.Equal(content, await copy.Territory.Files(Ct));
    }

    ShareSpec NewShare()
    {
        var id = NewId();
        var share = new ShareSpec(id, NewId(), $"share-{id}", "project", backend.Pool, backend.Protocol, 1, Nothing, Nothing, Nothing);
        made.Add(share);
        return share;
    }

    AccessRule Rule(int client, AccessLevel level = AccessLevel.Rw) => new(NewId(), backend.AccessType, backend.Clients[client].Identity, level);

    async Task Allow(ShareSpec share, IReadOnlyList<AccessRule> rules) =>
        Assert.All(Done(await backend.Driver.SetAccess(share, rules, Ct)), outcome => Assert.Null(outcome.Refused));

    static string NewId() => Guid.NewGuid().ToString();

    /// <summary>A tenant on the scene.</summary>
    sealed record Party(ShareSpec Share, RawNfs Client, Territory Territory);

    /// <summary>What there is when the attack begins.</summary>
    sealed record Scene(Party Victim, Party Forger, IReadOnlyList<Territory> OfVictim, SnapshotSpec? Snapshot);
}

/// <summary>From whom the rules were taken before the attack.</summary>
public enum Withdrawn
{
    /// <summary>Both tenants have theirs.</summary>
    Nobody,
    /// <summary>From the victim: nobody may reach its share any more.</summary>
    Victim,
    /// <summary>From the forger: it may reach nothing, not even its own share.</summary>
    Forger,
}

/// <summary>What marks a test of the suite <c>./do test hostile</c>, in every project of tests.</summary>
public static class HostileTrait
{
    /// <summary>Name of the trait.</summary>
    public const string Name = "Suite";

    /// <summary>Its value.</summary>
    public const string Value = "Hostile";
}
