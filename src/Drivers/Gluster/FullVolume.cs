namespace Abaca.Drivers.Gluster;

/// <summary>What a volume needs so that a share that is full is only full.</summary>
static class FullVolume
{
    /// <summary>
    /// GlusterFS' client keeps writes that were refused and sends them again with buffers that it has given back already: within a few such writes it ends
    /// (SIGABRT in write-behind), and all that is mounted there is gone (ENOTCONN). Seen with 10.3; github.com/gluster/glusterfs/issues/4446, open.
    /// </summary>
    const string WriteBehindOption = "performance.write-behind";

    /// <summary>
    /// How often Gluster looks whether more is used than may be, in seconds: always. With its own minutes a share takes many times its size before it is full.
    /// </summary>
    static readonly IReadOnlyList<(string Option, string Value)> Strict = [("features.soft-timeout", "0"), ("features.hard-timeout", "0")];

    /// <summary>Options that the volume lacks. Who has said himself that writes are to be kept back has it so.</summary>
    public static IEnumerable<(string Option, string Value)> Missing(Volume volume)
    {
        var lax = volume.HasQuota ? Strict.Where(option => volume.Options.GetValueOrDefault(option.Option) != option.Value) : [];
        return volume.Options.ContainsKey(WriteBehindOption) ? lax : lax.Append((WriteBehindOption, "off"));
    }
}
