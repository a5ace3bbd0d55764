using Abaca.DriverSdk;
using System.Globalization;
using Abaca.Drivers.Rados;

namespace Abaca.Drivers.CephFs.Native;

/// <summary>
/// Ends live mounts that the mgr's own eviction misses: it looks for clients that say they mounted exactly the share, but tenants
/// may mount a directory inside it, and a client of their own making may say anything. Needs <c>mds 'allow *'</c>; without it,
/// such mounts last until they are unmounted, which is said once in the log. Whether it may, is asked each time: the right may have been
/// given meanwhile.
/// </summary>
sealed class LiveMounts(CephBackend backend)
{
    static readonly TimeSpan EvictDeadline = TimeSpan.FromSeconds(40);

    volatile bool said = false;

    /// <summary>Cuts an identity's mounts of a subvolume and below; or all it has, when it may mount nothing any more.</summary>
    public async Task Cut(string identity, string path, bool everything, CancellationToken ct)
    {
        foreach (var rank in await Ranks(ct))
        {
            var answer = await Ask(rank, "session ls", $"auth_name={identity}", Subvolumes.Deadline, ct);
            if (IsDenied(answer))
            {
                if (!said) backend.Settings.Log.Warn("Clients that mounted a directory inside a share, and not its top, keep their mounts when their rule goes: "
                    + $"client.{backend.Options.AuthId} may not ask the MDS. {backend.Caps.Command}");
                said = true;
                return;
            }
            said = false;
            Must(answer, $"asking {rank} for the mounts of client.{identity}");
            foreach (var session in CephJson.Sessions(answer.Output).Where(session => everything || IsIn(session.Root, path)))
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"id={session.Id}");
                Must(await Ask(rank, "session evict", id, EvictDeadline, ct), $"cutting client.{identity} off");
            }
        }
    }

    /// <summary>Whether the service may ask the MDS; null when that is not known.</summary>
    public async Task<bool?> MayAsk(CancellationToken ct)
    {
        foreach (var rank in await Ranks(ct))
        {
            var answer = await Ask(rank, "session ls", "id=0", Subvolumes.Deadline, ct);
            return answer.Succeeded ? true : IsDenied(answer) ? false : null;
        }
        return null;
    }

    async Task<IReadOnlyList<string>> Ranks(CancellationToken ct)
    {
        var volume = await backend.Subvolumes.FileSystem(ct);
        var arguments = new Dictionary<string, object>(StringComparer.Ordinal) { ["fs_name"] = volume, ["format"] = "json" };
        var answer = await backend.Cluster.Monitor(new RadosCommand("fs get", arguments, Subvolumes.Deadline), ct);
        Must(answer, $"looking at file system {volume}");
        return [.. CephJson.Ranks(answer.Output).Select(rank => string.Create(CultureInfo.InvariantCulture, $"{volume}:{rank}"))];
    }

    Task<RadosAnswer> Ask(string rank, string prefix, string filter, TimeSpan deadline, CancellationToken ct)
    {
        var arguments = new Dictionary<string, object>(StringComparer.Ordinal) { ["filters"] = new List<string> { filter }, ["format"] = "json" };
        return backend.Cluster.MetadataServer(rank, new RadosCommand(prefix, arguments, deadline), ct);
    }

    static void Must(RadosAnswer answer, string what)
    {
        if (!answer.Succeeded) throw new StoppedException(CephWords.Explain(answer, what));
    }

    static bool IsDenied(RadosAnswer answer) => answer is { End: RadosEnd.Answered, Error: Errno.AccessDenied or Errno.NotPermitted };

    static bool IsIn(string root, string path) => root == path || root.StartsWith(path + "/", StringComparison.Ordinal);
}
