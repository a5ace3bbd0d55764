using Abaca.DriverSdk;

namespace Abaca.Drivers.Gluster;

/// <summary>Empties volumes: mounts one on this machine, with this machine's certificate, and removes all that is in it.</summary>
/// <param name="commands">Runs programs on this machine.</param>
/// <param name="mountBase">Directory below which it is mounted.</param>
sealed class Wiping(ICommandRunner commands, string mountBase)
{
    /// <summary>A volume with many files takes its time; what was removed when the time is up stays removed, and the next call goes on.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Arguments: the volume as it is mounted, the directory, the name of the directory of deleted files. Nothing is removed before the working
    /// directory is seen to be that volume and to answer: mount's own exit status says nothing (a refused mount ends with 0 or 1 by chance).
    /// That directory and the one in it cannot be removed where Gluster made them; all that is in them can.
    /// </summary>
    const string Script = """
        PATH="$PATH:/usr/sbin:/sbin"
        umount -l "$2" 2>/dev/null
        mkdir -p "$2" && [ ! -L "$2" ] || { echo "$2 cannot be made" >&2; exit 2; }
        said=$(mount -t glusterfs "$1" "$2" 2>&1)
        leave() { cd / && umount -l "$2" 2>/dev/null; rmdir "$2" 2>/dev/null; }
        cd "$2" && [ "$(findmnt -n -o FSTYPE,SOURCE -T . | tr -s ' ')" = "fuse.glusterfs $1" ] && ls -A . >/dev/null 2>&1 || {
          leave "$1" "$2"; printf 'not mounted: %s\n' "$said" >&2; exit 3
        }
        find . -mindepth 1 -maxdepth 1 ! \( -name "$3" -type d \) -exec rm -rf --one-file-system -- {} + 2>&1 | tail -3 >&2
        if [ -d "./$3" ] && [ ! -L "./$3" ]; then
          find "./$3" -mindepth 1 -depth ! \( -path "./$3/internal_op" -type d \) -delete 2>&1 | tail -3 >&2
          rmdir "./$3/internal_op" "./$3" 2>/dev/null
        fi
        left=$(find . -mindepth 1 ! \( -type d \( -path "./$3" -o -path "./$3/internal_op" \) \) -print -quit) && ls -A . >/dev/null && [ -z "$left" ]
        state=$?
        leave "$1" "$2"
        [ $state = 0 ] && echo wiped
        """;

    /// <summary>Removes all content; done when the volume was seen empty.</summary>
    /// <exception cref="StoppedException">It could not be mounted, or something is left.</exception>
    public async Task Wipe(GlusterServer server, Volume volume, CancellationToken ct)
    {
        var run = await commands.Run(new Command(["sh", "-c", Script, "sh", $"{server.Address}:/{volume.Name}", Path.Combine(mountBase, volume.Name), volume.Trashcan], Patience), ct);
        if (!run.Failed && run.Output.EndsWith("wiped\n", StringComparison.Ordinal)) return;
        throw StoppedException.Unclear(run is { End: CommandEnd.Exited, ExitCode: 3 }
            ? $"Volume {volume.Name} of {server.Host} cannot be mounted on this machine to be wiped ({run.Cause}): is glusterfs-client installed, does {Volume.AllowOption} of the volume name this machine's certificate ({CertificateNames.HostPrefix}…), are its bricks up?"
            : $"wiping volume {volume.Name} of {server.Host}: {(run.Failed ? run.Summary : "it is not empty yet")}");
    }
}
