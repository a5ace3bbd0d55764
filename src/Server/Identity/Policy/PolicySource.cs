using Abaca.Server.Configuration;

namespace Abaca.Server.Identity.Policy;

/// <summary>What loading the policy gave.</summary>
/// <param name="Rules">The rules. A rule with an error holds never.</param>
/// <param name="Findings">Errors and warnings, in the order of lines.</param>
/// <param name="File">The policy file, or null when there is none.</param>
public sealed record LoadedPolicy(PolicyRules Rules, IReadOnlyList<Finding> Findings, string? File);

/// <summary>Loads the rules: Manila's defaults, replaced one by one by those of the policy file. Loading again gives a new snapshot.</summary>
/// <param name="machine">Reads the file.</param>
public sealed class PolicySource(IMachine machine)
{
    /// <summary>Reads, compiles and checks every rule; problems are findings, never exceptions.</summary>
    public LoadedPolicy Load(PolicyOptions options)
    {
        var findings = new List<Finding>();
        var (path, text) = Find(options, findings);
        var written = Written(path, text, findings);
        var compiled = Compile(options, written, findings);
        var circles = Circles(compiled);
        foreach (var rule in circles)
        {
            findings.Add(Wrong(written.GetValueOrDefault(rule), rule, "refers to itself, directly or through other rules", "remove one of the references"));
        }
        foreach (var rule in circles) compiled[rule] = compiled[rule] with { Check = Check.Never };
        findings.AddRange(Unknown(compiled, written));
        return new LoadedPolicy(new PolicyRules(compiled.Values, options.EnforceScope),
            [.. findings.OrderBy(finding => finding.Place?.Line ?? 0)], path);
    }

    (string? Path, string Text) Find(PolicyOptions options, List<Finding> findings)
    {
        var option = new OptionName("oslo_policy", "policy_file");
        IEnumerable<string> candidates = Path.IsPathRooted(options.File)
            ? [options.File]
            : options.Directories.Select(directory => Path.Combine(directory, options.File));
        foreach (var path in candidates)
        {
            try
            {
                if (machine.ReadText(path) is { } text) return (path, text);
            }
            catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
            {
                findings.Add(new Finding(Severity.Error, null, option, path, "cannot be read: " + broken.Message, "let the service's user read it"));
                return (null, "");
            }
        }
        if (options.FileIsNamed)
        {
            findings.Add(new Finding(Severity.Error, null, option, options.File, "does not exist", "correct the path, or remove the line to use the defaults"));
        }
        return (null, "");
    }

    static Dictionary<string, WrittenRule> Written(string? path, string text, List<Finding> findings)
    {
        if (path is null) return [];
        var (rules, wrong) = PolicyFile.Parse(path, text);
        findings.AddRange(wrong);
        return rules.ToDictionary(rule => rule.Name, StringComparer.Ordinal);
    }

    static Dictionary<string, CompiledRule> Compile(PolicyOptions options, Dictionary<string, WrittenRule> written, List<Finding> findings)
    {
        var compiled = new Dictionary<string, CompiledRule>(StringComparer.Ordinal);
        foreach (var rule in DefaultRules.All)
        {
            var otherwise = options.EnforceNewDefaults || rule.Former is null ? rule.Expression : $"({rule.Expression}) or {rule.Former}";
            Add(rule.Name, written.GetValueOrDefault(rule.Name)?.Expression ?? otherwise, rule.Scopes);
        }
        foreach (var own in written.Values.Where(own => !compiled.ContainsKey(own.Name))) Add(own.Name, own.Expression, ScopeType.None);
        return compiled;

        void Add(string name, string expression, ScopeType scopes)
        {
            var check = Check.Never;
            try
            {
                check = RuleParser.Parse(expression);
            }
            catch (RuleSyntaxException wrong)
            {
                findings.Add(Wrong(written.GetValueOrDefault(name), name, wrong.Message, wrong.Remedy));
            }
            compiled[name] = new CompiledRule(name, compiled.Count, expression, check, scopes);
        }
    }

    /// Rules from which a chain of references leads back to themselves; asking one would never end.
    static IReadOnlyList<string> Circles(Dictionary<string, CompiledRule> rules)
    {
        return [.. rules.Keys.Where(LeadsBack)];

        bool LeadsBack(string start)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var next = new Stack<string>(Next(start));
            while (next.TryPop(out var name))
            {
                if (name == start) return true;
                if (!seen.Add(name)) continue;
                foreach (var further in Next(name)) next.Push(further);
            }
            return false;
        }

        IEnumerable<string> Next(string name) => rules[name].Check.References
            .Select(reference => rules.ContainsKey(reference.Name) ? reference.Name : DefaultRules.Fallback);
    }

    static IEnumerable<Finding> Unknown(Dictionary<string, CompiledRule> rules, Dictionary<string, WrittenRule> written)
    {
        var shipped = DefaultRules.All.Select(rule => rule.Name).ToHashSet(StringComparer.Ordinal);
        var used = rules.Values.SelectMany(rule => rule.Check.References).Select(reference => reference.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var own in written.Values)
        {
            if (!shipped.Contains(own.Name) && !used.Contains(own.Name))
            {
                yield return new Finding(Severity.Warning, own.Place, new OptionName("", own.Name), null, "is a rule that nobody asks",
                    NearestName.Of(own.Name, shipped) is { } near ? $"did you mean {near}?" : "correct or remove it");
            }
            foreach (var reference in rules[own.Name].Check.References.Where(reference => !rules.ContainsKey(reference.Name)))
            {
                yield return new Finding(Severity.Warning, own.Place, new OptionName("", own.Name), own.Expression,
                    $"refers to rule:{reference.Name}, which does not exist, so that rule default decides",
                    NearestName.Of(reference.Name, rules.Keys) is { } near ? $"did you mean rule:{near}?" : "correct or define it");
            }
        }
    }

    static Finding Wrong(WrittenRule? rule, string name, string problem, string remedy) =>
        new(Severity.Error, rule?.Place, new OptionName("", name), rule?.Expression, problem, remedy);
}
