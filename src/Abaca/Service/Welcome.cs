using Abaca.Server.Configuration;
using Abaca.Server.Hosting;

namespace Abaca.Service;

/// <summary>What <c>abaca serve</c> prints when it is up: where it is, the environment to use, three commands to try.</summary>
static class Welcome
{
    /// <summary>The text.</summary>
    public static string Text(ServiceOptions options)
    {
        var (url, state) = (BaseUrl.Of(options), options.Node.StatePath);
        return options.Authentication.Strategy is AuthStrategy.Embedded
            ? $"""

               Abaca is up at {url} (state in {state}).

               Use it as an administrator:       export OS_CLIENT_CONFIG_FILE={state}/clouds.yaml OS_CLOUD=abaca-admin
               or as the project "demo":         export OS_CLIENT_CONFIG_FILE={state}/clouds.yaml OS_CLOUD=abaca

               Try, as an administrator:
                 openstack share type create default False --snapshot-support True
                 openstack share create NFS 1 --name docs --share-type default
                 openstack share list

               Without Python the same: abaca type create default, abaca share create NFS 1 --name docs --share-type default, abaca share list

               """
            : $"""

               Abaca is up at {url} (state in {state}); it asks nobody for a password (auth_strategy = noauth).

               """;
    }
}
