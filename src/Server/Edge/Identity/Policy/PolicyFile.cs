using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Abaca.Server.Identity.Policy;

/// <summary>One line of a policy file.</summary>
/// <param name="Name">Rule.</param>
/// <param name="Expression">Who may.</param>
/// <param name="Place">Where.</param>
sealed record WrittenRule(string Name, string Expression, Place Place);

/// <summary>
/// A policy file: one mapping of rule names to expressions, in YAML or (a part of it) JSON. oslo.policy's old form, a list of lists, is
/// understood as well: the outer list is joined by "or", the inner ones by "and". Read event by event, so that lines are known.
/// </summary>
static class PolicyFile
{
    const string Remedy = "write lines like \"share:create\": \"role:member\"";

    /// <summary>Reads a file's text; never throws.</summary>
    public static (IReadOnlyList<WrittenRule> Rules, IReadOnlyList<Finding> Findings) Parse(string path, string text)
    {
        var rules = new List<WrittenRule>();
        var findings = new List<Finding>();
        try
        {
            Read(path, new Parser(new StringReader(text)), rules, findings);
        }
        catch (YamlException broken)
        {
            findings.Add(Wrong(path, broken.Start, "", "is no YAML: " + broken.Message, "correct the line; quote values that begin with @, ! or %"));
        }
        return (rules, findings);
    }

    static void Read(string path, IParser yaml, List<WrittenRule> rules, List<Finding> findings)
    {
        yaml.Consume<StreamStart>();
        if (!yaml.TryConsume<DocumentStart>(out _)) return; // an empty file
        if (yaml.TryConsume<Scalar>(out var alone) && alone.Value.Length == 0) return; // nothing but comments
        if (alone is not null || !yaml.TryConsume<MappingStart>(out _))
        {
            findings.Add(Wrong(path, yaml.Current?.Start ?? Mark.Empty, "", "is no mapping of rule names to expressions", Remedy));
            return;
        }
        while (!yaml.TryConsume<MappingEnd>(out _)) Entry(path, yaml, rules, findings);
    }

    static void Entry(string path, IParser yaml, List<WrittenRule> rules, List<Finding> findings)
    {
        if (!yaml.TryConsume<Scalar>(out var name))
        {
            findings.Add(Wrong(path, yaml.Current!.Start, "", "has a name that is no text", Remedy));
            yaml.SkipThisAndNestedEvents();
            yaml.SkipThisAndNestedEvents();
            return;
        }
        var place = new Place(path, (int)name.Start.Line);
        if (Expression(yaml) is not { } expression)
            findings.Add(Wrong(path, name.Start, name.Value, "is neither a text nor a list", Remedy));
        else if (rules.Any(rule => rule.Name == name.Value))
            findings.Add(Wrong(path, name.Start, name.Value, "is given twice", "remove one of the two"));
        else
            rules.Add(new WrittenRule(name.Value, expression, place));
    }

    /// An expression, or null when the value is something else.
    static string? Expression(IParser yaml) => ListOf(yaml, Together, any => string.Join(" or ", any));

    static string? Together(IParser yaml) => ListOf(yaml, Text, all => $"({string.Join(" and ", all)})");

    static string? Text(IParser yaml)
    {
        if (yaml.TryConsume<Scalar>(out var text)) return text.Value;
        yaml.SkipThisAndNestedEvents();
        return null;
    }

    /// A text, or what the parts of a list are together; an empty one always holds.
    static string? ListOf(IParser yaml, Func<IParser, string?> part, Func<IEnumerable<string>, string> joined)
    {
        if (!yaml.TryConsume<SequenceStart>(out _)) return Text(yaml);
        var parts = new List<string?>();
        while (!yaml.TryConsume<SequenceEnd>(out _)) parts.Add(part(yaml));
        return parts.Contains(null) ? null : parts.Count == 0 ? "@" : joined(parts.OfType<string>());
    }

    static Finding Wrong(string path, Mark at, string rule, string problem, string remedy) =>
        new(Severity.Error, new Place(path, (int)at.Line), new OptionName("", rule.Length == 0 ? "policy" : rule), null, problem, remedy);
}
