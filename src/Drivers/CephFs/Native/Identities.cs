using System.Collections.Concurrent;
using Abaca.DriverSdk;
using Abaca.Drivers.Rados;

namespace Abaca.Drivers.CephFs.Native;

/// <summary>
/// Keys and capabilities of cephx identities. The service needs no right to read them: what it may not read it learns by letting
/// the identity in again, which changes nothing. With the right (<c>mon 'allow command "auth get"'</c>) it sees damage done by
/// others, too.
/// </summary>
sealed class Identities(CephBackend backend)
{
    readonly ConcurrentDictionary<string, string> keys = new(StringComparer.Ordinal);

    /// <summary>Identities that no client may have, with the reason; null when it may.</summary>
    public string? WhyForbidden(string identity)
    {
        if (identity == backend.Options.AuthId) return $"client.{identity} is the service's own identity.";
        if (identity is "admin") return "client.admin is the cluster's administrator.";
        var good = identity.Length is > 0 and <= 200 && identity.All(character => character is > ' ' and < '\x7f' and not ('/' or ',' or '"' or '\'' or '\\' or '$' or '*'));
        return good && identity[0] is not ('.' or '-') ? null : "An identity is made of printable ASCII characters without blanks, quotation marks, slashes and commas.";
    }

    /// <summary>Remembers the key until the service ends.</summary>
    public void Learn(string identity, string key) => keys[identity] = key;

    /// <summary>Forgets the key: the identity may be made anew with another one.</summary>
    public void Forget(string identity) => keys.TryRemove(identity, out _);

    /// <summary>The key of an identity that may mount the subvolume as wanted; null when that is not known for sure.</summary>
    public async Task<string?> KeyOf(string identity, Subvolume subvolume, AccessLevel level, CancellationToken ct)
    {
        var (found, readable) = await Read(identity, ct);
        if (found is null) return readable ? null : keys.GetValueOrDefault(identity);
        return IsWhole(found.Value.Caps, subvolume, level) ? found.Value.Key : null;
    }

    /// <summary>Whether an identity that the subvolume lists is seen to be gone, or to lack what it needs.</summary>
    public async Task<bool> IsDamaged(string identity, Subvolume subvolume, AccessLevel level, CancellationToken ct)
    {
        var (found, readable) = await Read(identity, ct);
        return found is null ? readable : !IsWhole(found.Value.Caps, subvolume, level);
    }

    /// <summary>
    /// Another subvolume that the identity may mount, of this or another file system; null when there is none. Without the right to
    /// read capabilities every subvolume is asked.
    /// </summary>
    public async Task<OtherPlace?> OtherPlace(string identity, SubvolumeName than, CancellationToken ct)
    {
        var (found, readable) = await Read(identity, ct);
        if (found is null && readable) return null;
        var ours = await backend.Subvolumes.FileSystem(ct);
        var named = found is { } known
            ? Tokens(known.Caps.GetValueOrDefault("mds")).Select(PathIn).OfType<string>().Select(SubvolumeName.InPath).OfType<SubvolumeName>().ToList()
            : null;
        if (named is { Count: 0 }) return null;
        foreach (var fileSystem in (await backend.Subvolumes.FileSystems(ct)).OrderBy(one => one != ours))
        {
            var there = backend.Subvolumes.In(fileSystem);
            foreach (var place in (named ?? await there.ListAll(ct)).Where(place => fileSystem != ours || place != than))
                if (await LevelOn(there, place, identity, ct) is { } level) return new OtherPlace(fileSystem, place, level);
        }
        return null;
    }

    /// <summary>Whether the service may read keys.</summary>
    public async Task<bool> MayRead(CancellationToken ct) => (await Read(backend.Options.AuthId, ct)).Readable;

    /// <summary>What an identity may do with a subvolume; null when nothing, or when there is no such subvolume.</summary>
    static async Task<AccessLevel?> LevelOn(Subvolumes subvolumes, SubvolumeName place, string identity, CancellationToken ct)
    {
        if (await subvolumes.Find(place, ct) is not { Ready: true }) return null;
        // Others may be deleted meanwhile: that is no trouble of this call's.
        var authorized = await StoppedException.Caught(() => subvolumes.Authorized(place, ct));
        if (authorized is DriverResult<IReadOnlyDictionary<string, AccessLevel>>.Refused) return null;
        return StoppedException.Need(authorized).TryGetValue(identity, out var level) ? level : null;
    }

    /// <summary>Asks each time, also after a refusal: the right may have been given meanwhile.</summary>
    async Task<(Identity? Found, bool Readable)> Read(string identity, CancellationToken ct)
    {
        var arguments = new Dictionary<string, object>(StringComparer.Ordinal) { ["entity"] = $"client.{identity}", ["format"] = "json" };
        var answer = await backend.Cluster.Monitor(new RadosCommand("auth get", arguments, Subvolumes.Deadline), ct);
        if (answer.End != RadosEnd.Answered) throw StoppedException.Unclear($"reading client.{identity}: {answer.Status}");
        if (!answer.Succeeded) return (null, answer.Error == Errno.NotThere);
        var (key, caps) = CephJson.Identity(answer.Output);
        return (new Identity(key, caps), true);
    }

    static bool IsWhole(IReadOnlyDictionary<string, string> caps, Subvolume subvolume, AccessLevel level) =>
        caps.ContainsKey("mon")
        && Tokens(caps.GetValueOrDefault("mds")).Contains($"allow {(level == AccessLevel.Rw ? "rw" : "r")} path={subvolume.Path}");

    static string[] Tokens(string? caps) => (caps ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    static string? PathIn(string cap)
    {
        var at = cap.IndexOf("path=", StringComparison.Ordinal);
        return at < 0 ? null : cap[(at + "path=".Length)..].Split(' ')[0];
    }
}

/// <summary>A subvolume that an identity may mount.</summary>
/// <param name="FileSystem">Its file system.</param>
/// <param name="Name">Its name.</param>
/// <param name="Level">What the identity may do there.</param>
sealed record OtherPlace(string FileSystem, SubvolumeName Name, AccessLevel Level);

/// <summary>A cephx identity as the monitors know it.</summary>
/// <param name="Key">Its key: a secret.</param>
/// <param name="Caps">What it may do, by kind of daemon.</param>
readonly record struct Identity(string Key, IReadOnlyDictionary<string, string> Caps);
