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
            if (client is not null) clients.Add(client);
            outcomes.Add(new RuleOutcome(rule.Id, client is null ? Refusal(rule) : null));
        }
        var sorted = clients
            .OrderByDescending(client => client.Prefix)
            .ThenBy(client => client.To, StringComparer.Ordinal)
            .ThenBy(client => client.Writable)
            .DistinctBy(client => client.To);
        return new WantedClients([.. sorted], outcomes);
    }

    static Refusal Refusal(AccessRule rule) => rule.Type == AccessType.Ip
        ? new Refusal(MessageDetail.UnsupportedClient, $"\"{rule.To}\" is no IPv4 or IPv6 address or network.")
        : new Refusal(MessageDetail.UnsupportedClient, $"NFS shares know rules of type ip, not {rule.Type.ToString().ToLowerInvariant()}.");
}
