using Abaca.Tests.Compat.Service;

namespace Abaca.Tests.Compat.Documents;

/// <summary>What a document's commands are carried out on.</summary>
/// <param name="Service">The service.</param>
/// <param name="Before">Commands that make what the document takes for granted.</param>
/// <param name="Instead">Words of the document, and what stands for them here.</param>
sealed record Stage(ServiceSetting Service, IReadOnlyList<string> Before, IReadOnlyDictionary<string, string> Instead)
{
    const string AsAdmin = "export OS_CLOUD=abaca-admin";
    const string NewType = "abaca type create default --extra-spec snapshot_support=True --extra-spec create_share_from_snapshot_support=True --os-cloud abaca-admin";

    /// <summary>The documents whose commands run here, each with its stage.</summary>
    public static IReadOnlyDictionary<string, Stage> ByDocument { get; } = new Dictionary<string, Stage>(StringComparer.Ordinal)
    {
        ["README.md"] = On(ServiceSetting.Local, []),
        ["docs/operators/command-line.md"] = On(ServiceSetting.Dummy, []),
        ["docs/operators/configuration.md"] = On(ServiceSetting.Dummy, []),
        ["docs/operators/identity.md"] = On(ServiceSetting.Dummy, [],
            ("abaca identity user create alice --project apollo", "typed abaca identity user create alice --project apollo"),
            ("abaca identity user set-password alice", "typed abaca identity user set-password alice"),
            ("abaca identity reset-password admin", "abaca identity reset-password --config-file \"$CONFIG\" admin")),
        ["docs/operators/reconcile.md"] = On(Dummies("ceph"), [AsAdmin]),
        ["docs/operators/replication.md"] = On(Dummies("berlin", "hamburg"), [". \"$STATE/admin-openrc\""],
            ("REPLICA", "$(abaca replica list --share docs -f json | python3 -c 'import json, sys; print([r[\"id\"] for r in json.load(sys.stdin) if r[\"replica_state\"] != \"active\"][0])')")),
        ["docs/operators/security.md"] = On(ServiceSetting.Dummy, [AsAdmin, NewType]),
        ["docs/operators/troubleshooting.md"] = On(ServiceSetting.Dummy, [AsAdmin, NewType, "abaca share create NFS 1 --name docs --share-type default --wait", "abaca access allow docs 192.0.2.0/24 --wait"],
            ("abaca doctor", "abaca doctor --config-file \"$CONFIG\""), ("abaca quota verify", "abaca quota verify --config-file \"$CONFIG\""),
            ("abaca db status", "abaca db status --config-file \"$CONFIG\""), ("abaca config check", "abaca config check --config-file \"$CONFIG\""), ("reset-password demo", "reset-password demo --config-file \"$CONFIG\""),
            ("OPERATION", "$(abaca operation list -f value -c id | tail -1)")),
    };

    /// <summary>Where the service's state is, as documents call it.</summary>
    const string UsualState = "/var/lib/abaca";

    /// <summary>A command of the document as it is run here.</summary>
    public string Here(DocumentedCommand command) =>
        Instead.Aggregate(command.Text.Replace(UsualState, "$STATE", StringComparison.Ordinal), (text, pair) => text.Replace(pair.Key, pair.Value, StringComparison.Ordinal));

    static Stage On(ServiceSetting service, IReadOnlyList<string> before, params (string Word, string Here)[] instead) =>
        new(service, before, instead.ToDictionary(pair => pair.Word, pair => pair.Here, StringComparer.Ordinal));

    /// <summary>A service with Dummy backends of these names, each in a zone of its own and all in one replication domain.</summary>
    static ServiceSetting Dummies(params string[] names) => ServiceSetting.Given(names[0], string.Join('\n',
    [
        "[DEFAULT]", "host = node", $"enabled_share_backends = {string.Join(',', names)}",
        .. names.SelectMany(name => (string[])
        [
            $"[{name}]", "share_driver = abaca.dummy", "driver_handles_share_servers = False", $"backend_availability_zone = {name}", "replication_domain = north", "dummy_state_file = held.json",
        ]),
    ]));
}
