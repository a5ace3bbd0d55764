using Abaca.Server.Configuration;

namespace Abaca.Service;

/// <summary>
/// What <c>abaca serve</c> prints when it is up: where it is, and how to use it. A test carries every printed command out, as the user it
/// stands under and in the printed order.
/// </summary>
static class Welcome
{
    const string Snapshots = "--snapshot-support True --create-share-from-snapshot-support True";
    const string SameSnapshots = "--extra-spec snapshot_support=True --extra-spec create_share_from_snapshot_support=True";

    /// <summary>The text.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="first">Nothing was ever started on this database: the first steps are told, too.</param>
    public static string Text(ServiceOptions options, bool first)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (url, state) = (BaseUrl.Of(options), options.Node.StatePath);
        var protocol = options.Shares.EnabledProtocols is [var one, ..] ? one : "NFS";
        return options.Authentication.Strategy switch
        {
            AuthStrategy.Embedded when first => Steps(url, state, protocol),
            AuthStrategy.Embedded => Back(url, state),
            AuthStrategy.Keystone => $"""

                  Abaca is up at {url} (state in {state}); tokens are those of the Keystone at {options.Authentication.Keystone.AuthUrl}.

                  Once, as an administrator of that Keystone (OS_* variables or a clouds.yaml), for its catalog:
                    abaca keystone register --url {url}
                  then with anybody's credentials:
                    abaca share list

                  """,
            _ => $"""

                  Abaca is up at {url} (state in {state}); it asks nobody for a password (auth_strategy = noauth).

                  Use it without Keystone:
                    export OS_AUTH_TYPE=none OS_ENDPOINT={url}/v2
                    abaca share list

                  """,
        };
    }

    static string Steps(string url, string state, string protocol) => $"""

        Abaca is up at {url} (state in {state}).

        First steps, for whoever may read {state}. As an administrator:
          export OS_CLIENT_CONFIG_FILE={state}/clouds.yaml OS_CLOUD=abaca-admin
          openstack share type create default False {Snapshots}
        then as the user "demo":
          export OS_CLIENT_CONFIG_FILE={state}/clouds.yaml OS_CLOUD=abaca
          openstack share create {protocol} 1 --name docs --share-type default
          openstack share list

        Without Python the same. As an administrator:
          export OS_CLIENT_CONFIG_FILE={state}/clouds.yaml OS_CLOUD=abaca-admin
          abaca type create plain {SameSnapshots}
        then as the user "demo":
          export OS_CLIENT_CONFIG_FILE={state}/clouds.yaml OS_CLOUD=abaca
          abaca share create {protocol} 1 --name notes --share-type plain --wait
          abaca share list

        """;

    static string Back(string url, string state) => $"""

        Abaca is up at {url} (state in {state}).

        As an administrator:
          export OS_CLIENT_CONFIG_FILE={state}/clouds.yaml OS_CLOUD=abaca-admin
          openstack share service list
          abaca service list
        or as the user "demo":
          export OS_CLIENT_CONFIG_FILE={state}/clouds.yaml OS_CLOUD=abaca
          openstack share list
          abaca share list

        """;
}
