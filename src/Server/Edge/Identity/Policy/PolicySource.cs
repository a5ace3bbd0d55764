namespace Abaca.Server.Identity.Policy;

/// <summary>What loading the policy gave.</summary>
/// <param name="Rules">The rules. A rule with an error holds never.</param>
/// <param name="Findings">Errors and warnings, in the order of files and lines.</param>
/// <param name="Files">The files that were read, in the order in which later ones count.</param>
public sealed record LoadedPolicy(PolicyRules Rules, IReadOnlyList<Finding> Findings, IReadOnlyList<string> Files);

/// <summary>The files of a policy at one moment.</summary>
sealed record PolicyState(IReadOnlyList<PolicyFileText> Files, IReadOnlyList<Finding> Findings)
{
    /// <summary>Nothing differs.</summary>
    public bool IsAs(PolicyState other) => Files.SequenceEqual(other.Files) && Findings.SequenceEqual(other.Findings);
}

/// <summary>Loads the rules: Manila's defaults, replaced one by one by those of the policy's files. Loading again gives a new snapshot.</summary>
/// <param name="machine">Reads the files.</param>
public sealed class PolicySource(IMachine machine)
{
    /// <summary>Reads, compiles and checks every rule; problems are findings, never exceptions.</summary>
    public LoadedPolicy Load(PolicyOptions options)
    {
        var (files, missing) = Look(options);
        var findings = new List<Finding>(missing);
        var written = Written(files, findings);
        var compiled = Compile(options, written, findings);
        var circles = Circles(compiled, options.DefaultRule);
        foreach (var rule in circles)
        {
            findings.Add(Wrong(written.GetValueOrDefault(rule), rule, "refers to itself, directly or through other rules", "remove one of the references"));
        }
        foreach (var rule in circles) compiled[rule] = compiled[rule] with { Check = Check.Never };
        findings.AddRange(Unknown(compiled, written));
        if (!compiled.ContainsKey(options.DefaultRule))
        {
            findings.Add(new Finding(Severity.Error, null, new OptionName(PolicyOptions.Name, "policy_default_rule"), options.DefaultRule,
                "is no rule, so that whatever has none would be refused", "name a rule of the policy, such as " + DefaultRules.Fallback));
        }
        return new LoadedPolicy(new PolicyRules(compiled.Values, options.DefaultRule, options.EnforceScope), Sorted(findings, files), [.. files.Select(file => file.Path)]);
    }

    /// <summary>The files as they are now.</summary>
    internal PolicyState Look(PolicyOptions options)
    {
        var findings = new List<Finding>();
        return new PolicyState(new PolicyFiles(machine).Read(options, findings), findings);
    }

    static IReadOnlyList<Finding> Sorted(IEnumerable<Finding> findings, IReadOnlyList<PolicyFileText> files)
    {
        var order = files.Select((file, index) => (file.Path, index)).DistinctBy(file => file.Path).ToDictionary(file => file.Path, file => file.index, StringComparer.Ordinal);
        return
        [
            .. findings.OrderBy(finding => finding.Place is { } place ? order.GetValueOrDefault(place.Source, order.Count) : -1)
                .ThenBy(finding => finding.Place?.Line ?? 0),
        ];
    }

    static Dictionary<string, WrittenRule> Written(IReadOnlyList<PolicyFileText> files, List<Finding> findings)
    {
        var rules = new Dictionary<string, WrittenRule>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var (own, wrong) = PolicyFile.Parse(file.Path, file.Text);
            findings.AddRange(wrong);
            foreach (var rule in own)
            {
                if (rules.TryGetValue(rule.Name, out var before) && before.Expression != rule.Expression)
                    findings.Add(new Finding(Severity.Note, before.Place, new OptionName("", rule.Name), before.Expression, $"is replaced by {rule.Place}", ""));
                rules[rule.Name] = rule;
            }
        }
        return rules;
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
    static IReadOnlyList<string> Circles(Dictionary<string, CompiledRule> rules, string fallback)
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
            .Select(reference => rules.ContainsKey(reference.Name) ? reference.Name : fallback).Where(rules.ContainsKey);
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
                    $"refers to rule:{reference.Name}, which does not exist, so that the default rule decides",
                    NearestName.Of(reference.Name, rules.Keys) is { } near ? $"did you mean rule:{near}?" : "correct or define it");
            }
        }
    }

    static Finding Wrong(WrittenRule? rule, string name, string problem, string remedy) =>
        new(Severity.Error, rule?.Place, new OptionName("", name), rule?.Expression, problem, remedy);
}
