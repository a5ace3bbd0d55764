using System.Security.Cryptography;
using System.Text;

namespace Abaca.Drivers.Ganesha;

/// <summary>Where one Ganesha keeps its files: all under a directory of its own, nothing system-wide.</summary>
/// <param name="Directory">Belongs to the service alone.</param>
public sealed record GaneshaLayout(string Directory)
{
    /// <summary>A unix socket's path has 108 bytes, its final zero among them (unix(7)).</summary>
    const int LongestSocketPath = 107;

    /// <summary>Main configuration; its path on the command line is how the process is recognized.</summary>
    public string MainConfig => Path.Combine(Directory, "ganesha.conf");

    /// <summary>Configuration of the private message bus; recognized the same way.</summary>
    public string BusConfig => Path.Combine(Directory, "bus.conf");

    /// <summary>The list of exports that Ganesha reads when it starts; written anew before each start.</summary>
    public string Index => Path.Combine(Directory, "exports.conf");

    /// <summary>One file per export.</summary>
    public string Exports => Path.Combine(Directory, "exports");

    /// <summary>One empty file per export id that was given out: <c>name.id</c>.</summary>
    public string Ids => Path.Combine(Directory, "ids");

    /// <summary>Ganesha's own notes about its clients.</summary>
    public string Recovery => Path.Combine(Directory, "recovery");

    /// <summary>Ganesha's log.</summary>
    public string Log => Path.Combine(Directory, "ganesha.log");

    /// <summary>Ganesha insists on writing one; nothing reads it.</summary>
    public string PidFile => Path.Combine(Directory, "ganesha.pid");

    /// <summary>Socket of the private bus; under /run when the directory's own path is too long for a socket.</summary>
    public string BusSocket
    {
        get
        {
            var near = Path.Combine(Directory, "bus");
            if (Encoding.UTF8.GetByteCount(near) <= LongestSocketPath) return near;
            var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Directory)))[..16];
            return $"/run/abaca-{mark}/bus";
        }
    }

    /// <summary>Address of the private bus for clients.</summary>
    public string BusAddress => $"unix:path={BusSocket}";
}
