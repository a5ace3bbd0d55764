using Abaca.DriverSdk;
using Xunit;
using Xunit.Sdk;

namespace Abaca.Tests.Drivers.Conformance;

/// <summary>The steps that the tests are made of. What they make is removed at the end of the test.</summary>
public abstract partial class DriverConformance
{
    const long Mib = 1L << 20;
    const long Gib = 1L << 30;

    static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    /// <summary>All shares of a test have one owner: some backends keep clients of different owners apart.</summary>
    readonly string project = Guid.NewGuid().ToString("N");

    /// <summary>A share that was made.</summary>
    sealed record Made(ShareSpec Spec, CreatedShare Created)
    {
        /// <summary>The export that a client should take.</summary>
        public string Export => Created.Exports.First(export => !export.AdminOnly).Path;
    }

    /// <summary>A new share's spec; nothing is made yet, but it will be removed.</summary>
    ShareSpec NewShare(int gib = 1, Func<string, string>? nameOf = null)
    {
        var id = Guid.NewGuid().ToString();
        var name = nameOf is null ? $"share-{id}" : nameOf(id);
        var share = new ShareSpec(
            id, Guid.NewGuid().ToString(), name, project, backend.Pool, backend.Protocol, gib, Nothing, Nothing, Nothing);
        made.Enqueue(share);
        return share;
    }

    /// <summary>A new snapshot's spec; nothing is taken yet, but it will be removed.</summary>
    SnapshotSpec NewSnapshot(Made share)
    {
        var id = Guid.NewGuid().ToString();
        var snapshot = new SnapshotSpec(id, Guid.NewGuid().ToString(), $"share-snapshot-{id}", share.Spec, share.Spec.SizeGib, Nothing);
        taken.Enqueue(snapshot);
        return snapshot;
    }

    async Task<Made> Make(int gib = 1) => await Make(NewShare(gib));

    async Task<Made> Make(ShareSpec share)
    {
        var created = Done(await Driver.Create(share, Ct));
        return new Made(share with { Details = created.Details }, created);
    }

    async Task<SnapshotSpec> TakeSnapshot(Made share)
    {
        var snapshot = NewSnapshot(share);
        return snapshot with { Details = Done(await Driver.Snapshots!.CreateSnapshot(snapshot, Ct)) };
    }

    /// <summary>Makes a share from a snapshot and waits until it is ready.</summary>
    async Task<Made> Clone(SnapshotSpec snapshot, ShareSpec share)
    {
        var created = await Eventually.Holds(() => CloneOnce(snapshot, share), clone => clone.Ready, "the copy is ready", Ct);
        return new Made(share with { Details = created.Details }, created);
    }

    /// <summary>Asks for the share from the snapshot as the service does: until it is ready, with the progress in between.</summary>
    async Task<CreatedShare> CloneOnce(SnapshotSpec snapshot, ShareSpec share)
    {
        var created = Done(await Driver.Cloning!.CreateFromSnapshot(share, snapshot, Ct));
        if (!created.Ready)
            await Eventually.Holds(
                async () => Done(await Driver.Cloning!.Progress(share, Ct)), percent => percent == 100, "the copy is made", Ct);
        return created;
    }

    /// <summary>What a rule for client 0, 1, … names; without real clients a made-up name of the right kind.</summary>
    string Identity(int client) =>
        client < backend.Clients.Count ? backend.Clients[client].Identity
        : backend.AccessType == AccessType.Ip ? $"192.0.2.{client + 11}"
        : $"client{client}";

    AccessRule Rule(string to, AccessLevel level = AccessLevel.Rw) => new(Guid.NewGuid().ToString(), backend.AccessType, to, level);

    AccessRule Rule(int client, AccessLevel level = AccessLevel.Rw) => Rule(Identity(client), level);

    /// <summary>Makes these rules the whole set; none may be refused.</summary>
    async Task Allow(Made share, params AccessRule[] whole)
    {
        var outcomes = Done(await Driver.SetAccess(share.Spec, whole, Ct));
        Assert.All(outcomes, outcome => Assert.Null(outcome.Refused));
        Assert.Equal(whole.Select(rule => rule.Id).Order(), outcomes.Select(outcome => outcome.RuleId).Order());
    }

    /// <summary>Rules as the backend reads them, in a spelling that can be compared.</summary>
    async Task<IEnumerable<string>> RulesOf(Made share) =>
        Done(await Driver.ReadAccess(share.Spec, Ct)).Select(rule => Spell(rule.Type, rule.To, rule.Level)).Order();

    static IEnumerable<string> Spelled(params AccessRule[] rules) => rules.Select(rule => Spell(rule.Type, rule.To, rule.Level)).Order();

    static string Spell(AccessType type, string to, AccessLevel level)
    {
        if (to.EndsWith("/32", StringComparison.Ordinal)) to = to[..^3];
        if (to.EndsWith("/128", StringComparison.Ordinal)) to = to[..^4];
        return $"{type} {to} {level}";
    }

    /// <summary>A mount that must work at once: rules are in force when setting them has answered.</summary>
    async Task<IMountedShare> Mount(Made share, int client = 0)
    {
        var attempt = await backend.Clients[client].Mount(share.Export, Ct);
        return attempt.Share ?? throw FailException.ForFailure($"Client {client} cannot mount {share.Export}: {attempt.Said}");
    }

    /// <summary>A mount that must work in a while, as after a restart, when servers give old clients time to come back first.</summary>
    async Task<IMountedShare> MountInTime(Made share, int client = 0) => (await Eventually.Holds(
        () => backend.Clients[client].Mount(share.Export, Ct), attempt => attempt.Share is not null, $"client {client} mounts", Ct)).Share!;

    /// <summary>A mount that must be refused.</summary>
    async Task CannotMount(Made share, int client)
    {
        var attempt = await backend.Clients[client].Mount(share.Export, Ct);
        if (attempt.Share is not { } mounted) return;
        await using (mounted) throw FailException.ForFailure($"Client {client} mounted {share.Export}.");
    }

    static async Task Writes(IMountedShare mount, string file, string content)
    {
        var answer = await mount.Write(file, System.Text.Encoding.UTF8.GetBytes(content), Ct);
        Assert.True(answer.End == ClientEnd.Ok, $"{file} was not written: {answer.End} {answer.Said}");
    }

    static async Task Reads(IMountedShare mount, string file, string content)
    {
        var answer = await mount.Read(file, Ct);
        Assert.True(answer.End == ClientEnd.Ok, $"{file} was not read: {answer.End} {answer.Said}");
        Assert.Equal(content, System.Text.Encoding.UTF8.GetString(answer.Content));
    }

    static async Task<string> Names(IMountedShare mount)
    {
        var answer = await mount.List(Ct);
        Assert.True(answer.End == ClientEnd.Ok, $"not listed: {answer.End} {answer.Said}");
        return System.Text.Encoding.UTF8.GetString(answer.Content);
    }

    /// <summary>Raw lines of one share or snapshot.</summary>
    async Task<IReadOnlyList<string>> RawOf(string name) =>
        [.. (await backend.ListRaw(Ct)).Where(line => line.Contains(name, StringComparison.Ordinal)).Order()];
}
