namespace Abaca.Server.Reconcile;

/// <summary>Whether a storage lets in exactly those who should be let in, however it spells them and cuts their addresses into networks.</summary>
static class RuleComparison
{
    const int Named = 5;

    /// <summary>What differs, in a sentence; null for nothing.</summary>
    public static string? Difference(IReadOnlyList<AccessRule> wanted, IReadOnlyList<AppliedRule> applied)
    {
        var addressesAgree = ClientSet.Of(wanted).Equals(ClientSet.Of(applied));
        bool Counts(AccessType type) => type != AccessType.Ip || !addressesAgree;
        var should = wanted.Where(rule => Counts(rule.Type)).Select(rule => Text(rule.Type, rule.To, rule.Level)).ToHashSet(StringComparer.Ordinal);
        var does = applied.Where(rule => Counts(rule.Type)).Select(rule => Text(rule.Type, rule.To, rule.Level)).ToHashSet(StringComparer.Ordinal);
        if (should.SetEquals(does)) return null;
        string[] parts = [Said("lets in who has no rule", does.Except(should)), Said("does not let in", should.Except(does))];
        return $"The storage {string.Join(" and ", parts.Where(part => part.Length > 0))}.";
    }

    static string Said(string what, IEnumerable<string> rules)
    {
        var all = rules.Order(StringComparer.Ordinal).ToList();
        if (all.Count == 0) return "";
        var more = all.Count > Named ? string.Create(CultureInfo.InvariantCulture, $" and {all.Count - Named} more") : "";
        return $"{what}: {string.Join(", ", all.Take(Named))}{more}";
    }

    static string Text(AccessType type, string to, AccessLevel level)
    {
        var client = type == AccessType.Ip && ExportClient.Parse(to, writable: true) is { } address ? address.Word : to;
        return $"{type.ToString().ToLowerInvariant()} {client} {level.ToString().ToLowerInvariant()}";
    }
}
