using Abaca.Tests.Compat.Kill;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Drivers.Reconcile;

/// <summary>Which shares a storage serves, and what they are asked for.</summary>
/// <param name="Protocol">Protocol of the shares.</param>
/// <param name="Client">Type and name of a client.</param>
/// <param name="Specs">Extra specs of the share type.</param>
sealed record StorageWords(string Protocol, (string Type, string To) Client, params string[] Specs);

/// <summary>
/// A database that was restored under a newer storage, with the real service and its own command line: a start touches nothing that it does not know, and the operator
/// decides what becomes of each.
/// </summary>
sealed class RestoredDatabase(ServiceProcess service, Func<Task<HeldThings>> held, StorageWords words)
{
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);

    readonly AbacaShell admin = new(service, "abaca-admin");
    readonly AbacaShell demo = new(service, "abaca");

    string Database => Path.Combine(service.State, "abaca.sqlite");

    /// <summary>Goes through all of it.</summary>
    public async Task Walk()
    {
        await admin.Do(["type", "create", "plain", .. words.Specs.SelectMany(spec => new[] { "--extra-spec", spec })]);
        var old = await Made("old", 1);
        var changed = new ChangedSinceBackup(service, admin, demo, words.Client);
        await changed.Make(name => Made(name, 1));
        await Backup();
        await changed.Change();
        var (kept, gone) = (await Made("kept", 2), await Made("gone", 1));
        await demo.Do("access", "allow", "kept", words.Client.To, "--type", words.Client.Type, "--wait");
        var snapshot = (await demo.Json("snapshot", "create", "kept", "--name", "before", "--wait")).GetProperty("id").GetString()!;
        await demo.Do("share", "delete", "old", "--wait");
        var before = await held();
        await Restore();

        await Untouched(before);
        var found = await admin.Differences();
        Assert.Equal(
            ["missing share", "unrecorded share", "unrecorded share", "unrecorded snapshot", "wrong_rules share", "wrong_rules share", "wrong_size share", "wrong_size share"],
            found.Select(one => $"{one.Kind} {one.Object}").Order());
        Assert.Equal(old.Instance, found.Single(one => one.Kind == "missing").Instance);
        await Refused(found, before);

        await changed.Settle(held, found);
        string IdOf(string kind, string instance) => found.Single(one => one.Kind == kind && one.Instance == instance).Id;
        await admin.Do("reconcile", "adopt", "--project", "demo", "--share-type", "plain", "--name", "kept", IdOf("unrecorded", kept.Instance), "--apply", "--wait");
        Assert.Equal(("available", 2), (await demo.Json("share", "show", kept.Id)) is var now ? (now.GetProperty("status").GetString(), now.GetProperty("size").GetInt32()) : default);
        await admin.Do("reconcile", "adopt", "--project", "demo", found.Single(one => one.Object == "snapshot").Id, "--apply", "--wait");
        Assert.Equal("available", (await demo.Json("snapshot", "show", snapshot)).GetProperty("status").GetString());
        await admin.Do("reconcile", "mark-missing", IdOf("missing", old.Instance), "--apply");
        Assert.Equal("error", (await demo.Json("share", "show", old.Id)).GetProperty("status").GetString());
        await Removed(gone, IdOf("unrecorded", gone.Instance), kept);

        Assert.Empty(await admin.Differences());
        await demo.Do("access", "allow", "kept", words.Client.To, "--type", words.Client.Type, "--wait");
        Assert.NotEmpty((await held()).Rules);
        await demo.Do("snapshot", "delete", snapshot, "--wait");
        await demo.Do("share", "delete", "kept", "--wait");
        await demo.Do("share", "delete", "old", "--wait");
        var left = await held();
        Assert.True(left is { Shares.Count: 0, Snapshots.Count: 0, Rules.Count: 0 }, $"left: {string.Join(", ", left.Shares.Keys.Concat(left.Snapshots).Concat(left.Rules.Keys))}");
    }

    async Task<(string Id, string Instance)> Made(string name, int size)
    {
        var id = (await demo.Json("share", "create", words.Protocol, $"{size}", "--name", name, "--share-type", "plain", "--wait")).GetProperty("id").GetString()!;
        var listed = await admin.Json("reconcile", "list");
        Assert.True(listed.GetArrayLength() == 0, listed.ToString());
        return (id, (await held()).Shares.Keys.Single(instance => !known.Contains(instance) && known.Add(instance)));
    }

    readonly HashSet<string> known = new(StringComparer.Ordinal);

    async Task Backup()
    {
        await service.Stop();
        File.Copy(Database, Database + ".backup");
        await service.Start();
    }

    async Task Restore()
    {
        await service.Stop();
        foreach (var file in Directory.EnumerateFiles(service.State, "abaca.sqlite*").Where(file => !file.EndsWith(".backup", StringComparison.Ordinal))) File.Delete(file);
        File.Move(Database + ".backup", Database);
        await service.Start();
        await service.Says("verified", Soon);
    }

    /// <summary>What has no row is as it was: there, with its size, and exported to whom it was exported.</summary>
    async Task Untouched(HeldThings before)
    {
        var now = await held();
        Assert.Equal(before.Shares.OrderBy(one => one.Key), now.Shares.OrderBy(one => one.Key));
        Assert.Equal(before.Snapshots.Order(), now.Snapshots.Order());
        Assert.Equal(Text(before.Rules), Text(now.Rules));
    }

    static IEnumerable<string> Text(IReadOnlyDictionary<string, IReadOnlySet<string>> rules) =>
        rules.Select(one => $"{one.Key}: {string.Join(", ", one.Value.Order())}").Order();

    /// <summary>Nothing is done without --apply, nor to a whole list of which one is refused, nor by a member.</summary>
    async Task Refused(IReadOnlyList<(string Kind, string Object, string Id, string? Instance)> found, HeldThings before)
    {
        var unknown = found.First(one => one is { Kind: "unrecorded", Object: "snapshot" }).Id;
        (await admin.Run("reconcile", "remove", unknown)).Failed();
        await admin.Do("reconcile", "remove", "--even-unrecorded", unknown);
        (await admin.Run(["reconcile", "remove", .. found.Select(one => one.Id), "--apply"])).Failed();
        (await demo.Run(["reconcile", "remove", found.First(one => one.Object == "snapshot").Id, "--apply"])).Failed();
        (await admin.Run("reconcile", "remove", "--apply")).Failed();
        await Untouched(before);
    }

    async Task Removed((string Id, string Instance) gone, string id, (string Id, string Instance) kept)
    {
        var list = Path.Combine(service.State, "list");
        await File.WriteAllTextAsync(list, $"# looked at\n{id}\n");
        Assert.Contains("will", await admin.Do("reconcile", "remove", "--even-unrecorded", "--from", list));
        Assert.Contains(gone.Instance, (await held()).Shares.Keys);
        await admin.Do("reconcile", "remove", "--even-unrecorded", "--from", list, "--apply", "--wait");
        Assert.Equal([kept.Instance], (await held()).Shares.Keys);
    }
}
