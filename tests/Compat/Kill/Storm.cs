using System.Collections.Concurrent;
using System.Text.Json;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Kill;

/// <summary>
/// Several users of one project who do, again and again, one thing drawn by lot: create, clone, grow, shrink, revert and delete shares, take and
/// drop snapshots, let clients in and out, and move shares between pools. Refusals are fine; an answer of 500 is not.
/// </summary>
/// <param name="service">The service, which may be killed at any moment.</param>
/// <param name="most">About so many shares at once.</param>
/// <param name="weather">What kind of storm; null for NFS on a backend that can do everything.</param>
sealed class Storm(ServiceProcess service, int most, StormWeather? weather = null)
{
    /// <summary>Name of the project and of the share type.</summary>
    public const string Project = "storm";

    static readonly TimeSpan LongestMove = TimeSpan.FromSeconds(90);

    readonly StormWeather weather = weather ?? new StormWeather();
    readonly Caller caller = new(service, Project);
    readonly ConcurrentBag<string> faults = [];
    readonly ConcurrentDictionary<string, int> accepted = new();

    /// <summary>Answers that should not have been.</summary>
    public IReadOnlyCollection<string> Faults => faults;

    /// <summary>What was accepted how often.</summary>
    public string Accepted => string.Join(", ", accepted.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Value} {a.Key}"));

    /// <summary>Makes the share type; once, in calm.</summary>
    public Task Prepare() => caller.Must(HttpMethod.Post, "/types", new
    {
        share_type = new
        {
            name = Project,
            extra_specs = new { driver_handles_share_servers = false, snapshot_support = weather.Snapshots, create_share_from_snapshot_support = weather.Snapshots, revert_to_snapshot_support = weather.Reverts },
        },
    });

    /// <summary>Takes everything away, in calm; on return the service has accepted the last of it.</summary>
    public async Task ClearUp()
    {
        foreach (var snapshot in (await caller.Must(HttpMethod.Get, "/snapshots/detail")).GetProperty("snapshots").EnumerateArray())
            await caller.Must(HttpMethod.Delete, $"/snapshots/{snapshot.GetProperty("id").GetString()}");
        var gone = await Deadline.Holds(
            async () => (await caller.Must(HttpMethod.Get, "/snapshots")).GetProperty("snapshots").GetArrayLength() == 0, TimeSpan.FromSeconds(60));
        Assert.True(gone, $"Snapshots stay:\n{service.LogTail}");
        foreach (var share in (await caller.Must(HttpMethod.Get, "/shares/detail")).GetProperty("shares").EnumerateArray())
            await caller.Must(HttpMethod.Delete, $"/shares/{share.GetProperty("id").GetString()}");
    }

    /// <summary>Brings every share that is on its way to another pool to its end, in calm.</summary>
    public async Task EndMoves()
    {
        if (weather.Pools.Count == 0) return;
        List<JsonElement> moving = [];
        var ended = await Deadline.Holds(
            async () =>
            {
                moving = [.. (await caller.Must(HttpMethod.Get, "/shares/detail")).GetProperty("shares").EnumerateArray().Where(IsMoving)];
                foreach (var share in moving.Where(HasArrived)) await EndMove(share, complete: true);
                return moving.Count == 0;
            },
            LongestMove);
        Assert.True(ended, $"Still moving: {string.Join(", ", moving)}\n{service.LogTail}");
    }

    /// <summary>Blows until the service is gone.</summary>
    /// <param name="users">So many at once.</param>
    /// <param name="seed">Of the lots.</param>
    public Task Blow(int users, int seed) => Task.WhenAll(Enumerable.Range(0, users).Select(user => Act(new Random(unchecked((seed * 397) + user)))));

    async Task Act(Random lots)
    {
        while (await caller.Send(HttpMethod.Get, "/shares/detail") is { Status: 200, Body: var listed })
        {
            var shares = listed.GetProperty("shares").EnumerateArray().ToList();
            if (!await OneThing(lots, shares)) return;
        }
    }

    async Task<bool> OneThing(Random lots, List<JsonElement> shares)
    {
        if (shares.Count == 0 || lots.Next(100) < (shares.Count < most ? 25 : 0)) return await Create(lots, null);
        var share = shares[lots.Next(shares.Count)];
        var (id, size) = (share.GetProperty("id").GetString()!, share.GetProperty("size").GetInt32());
        if (weather.Pools.Count > 0 && lots.Next(100) < 15) return await Move(lots, share);
        if (shares.Count > most && lots.Next(100) < 40) return await Try("delete", HttpMethod.Delete, $"/shares/{id}");
        return lots.Next(100) switch
        {
            < 12 => await Try("delete", HttpMethod.Delete, $"/shares/{id}"),
            < 30 => await Try("snapshot", HttpMethod.Post, "/snapshots", new { snapshot = new { share_id = id, name = "kept" } }),
            < 45 => await OnSnapshot(lots, id),
            < 55 => await OnRules(lots, id),
            < 75 => await Allow(lots, id),
            < 88 => await Try("extend", HttpMethod.Post, $"/shares/{id}/action", new { extend = new { new_size = size + lots.Next(1, 3) } }),
            _ => await Try("shrink", HttpMethod.Post, $"/shares/{id}/action", new { shrink = new { new_size = Math.Max(1, size - 1) } }),
        };
    }

    Task<bool> Move(Random lots, JsonElement share)
    {
        if (IsMoving(share)) return EndMove(share, complete: lots.Next(4) != 0);
        var (backend, pool) = share.GetProperty("host").GetString()!.Split('#') is [var before, var after] ? (before, after) : ("", "");
        var others = weather.Pools.Where(other => other != pool).ToList();
        return Try("move", HttpMethod.Post, $"/shares/{share.GetProperty("id").GetString()}/action", new
        {
            migration_start = new { host = $"{backend}#{others[lots.Next(others.Count)]}", writable = true, nondisruptive = false, preserve_metadata = true, preserve_snapshots = true },
        });
    }

    Task<bool> EndMove(JsonElement share, bool complete)
    {
        var path = $"/shares/{share.GetProperty("id").GetString()}/action";
        return complete
            ? Try("end of a move", HttpMethod.Post, path, new { migration_complete = (object?)null })
            : Try("cancelled move", HttpMethod.Post, path, new { migration_cancel = (object?)null });
    }

    static bool IsMoving(JsonElement share) => share.GetProperty("status").GetString() == "migrating";

    static bool HasArrived(JsonElement share) => share.GetProperty("task_state").GetString() == "migration_driver_phase1_done";

    Task<bool> Allow(Random lots, string share) => Try("rule", HttpMethod.Post, $"/shares/{share}/action", new
    {
        allow_access = new { access_type = weather.ClientType, access_to = weather.Client(lots), access_level = lots.Next(2) == 0 ? "rw" : "ro" },
    });

    async Task<bool> OnSnapshot(Random lots, string share)
    {
        if (await caller.Send(HttpMethod.Get, "/snapshots/detail?sort_key=created_at&sort_dir=desc") is not { Status: 200, Body: var listed }) return false;
        var snapshots = listed.GetProperty("snapshots").EnumerateArray().ToList();
        if (snapshots.Count == 0) return true;
        var one = snapshots[lots.Next(snapshots.Count)];
        var id = one.GetProperty("id").GetString()!;
        var latest = snapshots.Find(s => s.GetProperty("share_id").GetString() == share);
        return lots.Next(10) switch
        {
            < 4 => await Create(lots, one),
            < 6 when weather.Reverts && latest.ValueKind == JsonValueKind.Object =>
                await Try("revert", HttpMethod.Post, $"/shares/{share}/action", new { revert = new { snapshot_id = latest.GetProperty("id").GetString() } }),
            _ => await Try("snapshot delete", HttpMethod.Delete, $"/snapshots/{id}"),
        };
    }

    async Task<bool> OnRules(Random lots, string share)
    {
        if (await caller.Send(HttpMethod.Get, $"/share-access-rules?share_id={share}") is not { } answer) return false;
        if (answer.Status != 200) return true; // the share went away meanwhile
        var rules = answer.Body.GetProperty("access_list").EnumerateArray().ToList();
        if (rules.Count == 0) return true;
        var rule = rules[lots.Next(rules.Count)].GetProperty("id").GetString();
        return await Try("rule removal", HttpMethod.Post, $"/shares/{share}/action", new { deny_access = new { access_id = rule } });
    }

    Task<bool> Create(Random lots, JsonElement? snapshot)
    {
        var share = new Dictionary<string, object?> { ["share_proto"] = weather.Protocol, ["share_type"] = Project, ["size"] = lots.Next(1, 4), ["name"] = $"s{lots.Next(1000)}" };
        if (snapshot is { } from)
        {
            share["snapshot_id"] = from.GetProperty("id").GetString();
            share["size"] = from.GetProperty("size").GetInt32();
        }
        return Try(snapshot is null ? "create" : "clone", HttpMethod.Post, "/shares", new { share });
    }

    async Task<bool> Try(string what, HttpMethod method, string path, object? body = null)
    {
        if (await caller.Send(method, path, body) is not { } answer) return false;
        if (answer.Status < 300) accepted.AddOrUpdate(what, 1, (_, count) => count + 1);
        if (answer.Status >= 500) faults.Add($"{what} ({method} {path}): {answer.Status} {answer.Body}");
        return true;
    }
}
