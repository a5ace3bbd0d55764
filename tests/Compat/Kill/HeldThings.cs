using System.Text.Json;
using Abaca.Drivers.Ganesha;
using Abaca.Drivers.Local;
using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Compat.Kill;

/// <summary>What a backend holds, read from the storage itself and not through the service.</summary>
/// <param name="Shares">Size in GiB by share instance; null when the storage does not say.</param>
/// <param name="Snapshots">Snapshot instances.</param>
/// <param name="Rules">Clients by share instance, as <c>address level</c>; instances without a client are absent.</param>
sealed record HeldThings(
    IReadOnlyDictionary<string, int?> Shares, IReadOnlySet<string> Snapshots, IReadOnlyDictionary<string, IReadOnlySet<string>> Rules)
{
    /// <summary>What the Dummy backend's state file says: one line for each change.</summary>
    public static HeldThings Dummy(string file)
    {
        var shares = new Dictionary<string, int?>();
        var snapshots = new HashSet<string>();
        var rules = new Dictionary<string, IReadOnlySet<string>>();
        foreach (var line in File.ReadAllText(file).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var change = JsonDocument.Parse(line).RootElement;
            if (change.TryGetProperty("Share", out var share))
            {
                var id = share.GetProperty("InstanceId").GetString()!;
                shares[id] = share.GetProperty("SizeGib").GetInt32();
                rules[id] = share.GetProperty("Rules").EnumerateArray()
                    .Select(r => $"{r.GetProperty("To").GetString()} {(r.GetProperty("Level").GetInt32() == (int)AccessLevel.Rw ? "rw" : "ro")}").ToHashSet();
            }
            if (change.TryGetProperty("ShareGone", out var gone))
            {
                shares.Remove(gone.GetString()!);
                rules.Remove(gone.GetString()!);
            }
            if (change.TryGetProperty("Snapshot", out var snapshot)) snapshots.Add(snapshot.GetProperty("InstanceId").GetString()!);
            if (change.TryGetProperty("SnapshotGone", out var dropped)) snapshots.Remove(dropped.GetString()!);
        }
        return new HeldThings(shares, snapshots, rules.Where(r => r.Value.Count > 0).ToDictionary());
    }

    const string Suffix = ".img";

    /// <summary>What lies in the Local backend's pool, and what its Ganesha shows.</summary>
    public static async Task<HeldThings> Local(string directory)
    {
        var pool = Path.Combine(directory, "pool");
        var layout = new GaneshaLayout(Path.Combine(directory, "ganesha"));
        using var bus = new DirectBus(layout.BusAddress, TimeProvider.System);
        var rules = new Dictionary<string, IReadOnlySet<string>>();
        var shown = await bus.Show();
        Assert.True(shown.End == BusEnd.Done, shown.Text);
        var names = Directory.EnumerateFiles(layout.Ids).ToDictionary(f => int.Parse(Path.GetExtension(f)[1..], null), f => Path.GetFileNameWithoutExtension(f));
        foreach (var export in shown.Value!.Keys)
        {
            var clients = (await bus.Display(export)).Value!.Select(c => $"{c.To.Replace("/32", "", StringComparison.Ordinal)} {(c.Writable ? "rw" : "ro")}").ToHashSet();
            rules[Instance(names[export])] = clients;
        }
        return new HeldThings(
            Images(pool).ToDictionary(Instance, file => (int?)(new FileInfo(Path.Combine(pool, file + Suffix, "image")).Length >> 30)),
            Images(Path.Combine(pool, ".snapshots")).Select(Instance).ToHashSet(), rules);
    }

    // An image is as long as its share is large, and a little more, which is less than a GiB for those of the tests.
    static IEnumerable<string> Images(string directory) =>
        Directory.EnumerateDirectories(directory, "*" + Suffix).Select(path => Path.GetFileName(path)[..^Suffix.Length]).Where(name => name[0] != '.');

    static string Instance(string file) => BackendName.InstanceIn(BackendName.FromFile(file)) ?? file;
}
