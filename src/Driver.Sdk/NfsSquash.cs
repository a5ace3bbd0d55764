namespace Abaca.DriverSdk;

/// <summary>Which users of its clients an NFS server takes for nobody (uid and gid 65534).</summary>
public enum NfsSquash
{
    /// <summary>None: root on a client is root on the share. The default.</summary>
    None,
    /// <summary>Root.</summary>
    Root,
    /// <summary>All.</summary>
    All,
}

/// <summary>How share types, and files of servers, call <see cref="NfsSquash"/>.</summary>
public static class NfsSquashWords
{
    /// <summary>The extra spec by which a share type chooses.</summary>
    public const string Spec = "abaca:nfs_squash";

    /// <summary>User and group id of nobody, the same on every server.</summary>
    public const int Nobody = 65534;

    /// <summary>Values that the extra spec takes; exports(5) has the same words.</summary>
    public static IReadOnlyList<string> All { get; } = ["no_root_squash", "root_squash", "all_squash"];

    /// <summary>What the share's type asks for.</summary>
    public static NfsSquash Of(ShareSpec share) => Parse(share.ExtraSpecs.GetValueOrDefault(Spec));

    /// <summary>The word for it.</summary>
    public static string Word(this NfsSquash squash) => All[(int)squash];

    /// <summary>Reads a word; a text that is none is the default.</summary>
    public static NfsSquash Parse(string? word) => word switch
    {
        "root_squash" => NfsSquash.Root,
        "all_squash" => NfsSquash.All,
        _ => NfsSquash.None,
    };
}
