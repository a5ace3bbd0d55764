namespace Abaca.DriverSdk;

/// <summary>Access rules turned into the clients of an NFS export.</summary>
/// <param name="Clients">The most specific first, for servers whose first match wins.</param>
/// <param name="Outcomes">One per rule, in the rules' order; refused for rules that this server cannot have.</param>
public sealed record WantedClients(IReadOnlyList<ExportClient> Clients, IReadOnlyList<RuleOutcome> Outcomes)
{
    /// <summary>Sorts the rules out. Two rules for one client are one client; the stricter level wins.</summary>
    /// <param name="rules">The whole set.</param>
    /// <param name="problem">Why this server cannot have a client; null when it can.</param>
    /// <param name="squash">What the share's type asks for.</param>
    public static WantedClients Of(IReadOnlyList<AccessRule> rules, Func<ExportClient, string?> problem, NfsSquash squash = NfsSquash.None)
    {
        var clients = new List<ExportClient>();
        var outcomes = new List<RuleOutcome>();
        foreach (var rule in rules)
        {
            var client = rule.Type == AccessType.Ip ? ExportClient.Parse(rule.To, rule.Level == AccessLevel.Rw) : null;
            var why = client is null ? NoClient(rule) : problem(client);
            if (why is null) clients.Add(client! with { Squash = squash });
            outcomes.Add(new RuleOutcome(rule.Id, why is null ? null : new Refusal(MessageDetail.UnsupportedClient, why)));
        }
        return new WantedClients(ExportClient.Sorted(clients), outcomes);
    }

    static string NoClient(AccessRule rule) => rule.Type == AccessType.Ip
        ? $"\"{rule.To}\" is no IPv4 or IPv6 address or network."
        : $"NFS shares know rules of type ip, not {rule.Type.ToString().ToLowerInvariant()}.";
}
