using System.Globalization;

namespace Abaca.Tests.Drivers.Hostile;

/// <summary>What a forger has to work with. A real one has less: the victim's handles here come from the victim itself.</summary>
/// <param name="Own">Handles of objects that the forger may reach, its share's top first.</param>
/// <param name="Foreign">Handles of objects that are others'.</param>
/// <param name="Devices">Numbers of the file systems that the server's machine has mounted.</param>
/// <param name="Inodes">Numbers of interesting files of the server's machine.</param>
sealed record ForgersKit(
    IReadOnlyList<byte[]> Own, IReadOnlyList<byte[]> Foreign, IReadOnlyList<(uint Major, uint Minor)> Devices, IReadOnlyList<ulong> Inodes)
{
    /// <summary>UUIDs of these file systems, as bytes in their order.</summary>
    public IReadOnlyList<byte[]> Uuids { get; private init; } = [];

    /// <summary>Looks at the server's machine with <c>sh</c>.</summary>
    public const string Look = "cat /proc/self/mountinfo; stat -c 'inode %i' / /etc /etc/passwd /etc/shadow; findmnt -rn -o UUID | sed 's/^/uuid /'";

    /// <summary>All handles.</summary>
    public IEnumerable<byte[]> All => Own.Concat(Foreign);

    /// <summary>A kit with what <see cref="Look"/> printed.</summary>
    public static ForgersKit Of(IReadOnlyList<byte[]> own, IReadOnlyList<byte[]> foreign, string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).ToList();
        var devices = lines.Where(words => words.Length > 6).Select(words => words[2].Split(':'))
            .Select(device => (uint.Parse(device[0], CultureInfo.InvariantCulture), uint.Parse(device[1], CultureInfo.InvariantCulture))).Distinct().ToList();
        var inodes = lines.Where(words => words[0] == "inode").Select(words => ulong.Parse(words[1], CultureInfo.InvariantCulture)).Distinct().ToList();
        var uuids = lines.Where(words => words[0] == "uuid" && words.Length == 2).Select(words => words[1].Replace("-", "", StringComparison.Ordinal))
            .Where(uuid => uuid.Length == 32).Distinct().Select(Convert.FromHexString).ToList();
        return new ForgersKit(own, foreign, devices, inodes) { Uuids = uuids };
    }
}

/// <summary>Knows how one kind of server builds its handles, and so how to build others.</summary>
interface IHandleForm
{
    /// <summary>Name for messages.</summary>
    string Name { get; }

    /// <summary>Whether a handle is of this kind.</summary>
    bool Fits(byte[] handle);

    /// <summary>Whether a handle is known to end or to hang the server, which the operators' documentation tells, and so would end the attack as well.</summary>
    bool Breaks(byte[] handle) => false;

    /// <summary>Whether content may be asked for through a handle without hanging the server.</summary>
    bool MayBeRead(byte[] handle) => true;

    /// <summary>Handles that name, or might name, what the forger must not reach.</summary>
    IEnumerable<byte[]> Forge(ForgersKit kit);
}
