namespace Abaca.Drivers.Rados;

/// <summary>Which cluster to reach and as whom. The key comes from the keyring that ceph.conf names, or from Ceph's usual places.</summary>
/// <param name="ConfigPath">Path of ceph.conf.</param>
/// <param name="ClusterName">Name of the cluster, normally <c>ceph</c>; a part of the usual keyring's file name.</param>
/// <param name="User">Identity without <c>client.</c>, for example <c>manila</c>.</param>
/// <param name="ConnectTimeout">How long monitors may take to let the identity in; whole seconds, at least one.</param>
public sealed record RadosSettings(string ConfigPath, string ClusterName, string User, TimeSpan ConnectTimeout)
{
    /// <summary>How long reading or writing one object may take; whole seconds, at least one.</summary>
    public TimeSpan ObjectTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>What the identity needs for the calls that will be made, as arguments of <c>ceph auth</c>; named to the operator when it lacks some of it.</summary>
    public string Caps { get; init; } = "mon 'allow r'";

    /// <summary>The same, asked when it is needed: other users of the identity may have come since. Null: <see cref="Caps"/>.</summary>
    public Func<string>? LatestCaps { get; init; }

    /// <summary>What is named to the operator.</summary>
    internal string AdvisedCaps => LatestCaps?.Invoke() ?? Caps;

    /// <summary>The identity as Ceph spells it.</summary>
    public string Entity => "client." + User;
}
