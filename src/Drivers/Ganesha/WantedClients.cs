using Abaca.DriverSdk;

namespace Abaca.Drivers.Ganesha;

/// <summary>Access rules turned into an export's clients.</summary>
/// <param name="Clients">In Ganesha's order: its first match wins, so the most specific come first.</param>
/// <param name="Outcomes">One per rule, in the rules' order; refused for rules that this server cannot have.</param>
public sealed record WantedClients(IReadOnlyList<ExportClient> Clients, IReadOnlyList<RuleOutcome> Outcomes)
{
    /// <summary>Sorts the rules out. Two rules for one client are one client; the stricter level wins.</summary>
    public static WantedClients Of(IReadOnlyList<AccessRule> rules)
    {
        var clients = new List<ExportClient>();
        var outcomes = new List<RuleOutcome>();
        foreach (var rule in rules)
        {
            var client = rule.Type == AccessType.Ip ? ExportClient.Parse(rule.To, rule.Level == AccessLevel.Rw) : null;
            var possible = client is { IsExpressible: true };
            if (possible) clients.Add(client!);
            outcomes.Add(new RuleOutcome(rule.Id, possible ? null : Refusal(rule, client)));
        }
        var sorted = clients
            .OrderByDescending(client => client.Prefix)
            .ThenBy(client => client.To, StringComparer.Ordinal)
            .ThenBy(client => client.Writable)
            .DistinctBy(client => client.To);
        return new WantedClients([.. sorted], outcomes);
    }

    static Refusal Refusal(AccessRule rule, ExportClient? client)
    {
        var why = rule switch
        {
            { Type: not AccessType.Ip } => $"NFS shares know rules of type ip, not {rule.Type.ToString().ToLowerInvariant()}.",
            _ when client is null => $"\"{rule.To}\" is no IPv4 or IPv6 address or network.",
            _ => $"NFS-Ganesha cannot take the IPv6 network {rule.To}: only prefixes up to /99 and single addresses.",
        };
        return new Refusal(MessageDetail.UnsupportedClient, why);
    }
}
