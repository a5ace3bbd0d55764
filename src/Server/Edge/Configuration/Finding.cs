namespace Abaca.Server.Configuration;

/// <summary>How much a finding matters.</summary>
public enum Severity
{
    /// <summary>Worth knowing; shown by <c>abaca config check</c> only.</summary>
    Note,
    /// <summary>Probably a mistake; the service starts.</summary>
    Warning,
    /// <summary>The service does not start; what is wrong with one backend stops only that one.</summary>
    Error,
}

/// <summary>Where a value came from.</summary>
/// <param name="Source">Path of a file, or words for another source such as an environment variable.</param>
/// <param name="Line">Line in the file, from 1; 0 when the source has no lines.</param>
public sealed record Place(string Source, int Line)
{
    /// <summary><c>file:line</c>.</summary>
    public override string ToString() => Line > 0 ? $"{Source}:{Line}" : Source;
}

/// <summary>Section and key of an option.</summary>
/// <param name="Section"><c>DEFAULT</c> or another section.</param>
/// <param name="Key">Name in the file; empty for a finding about a whole section.</param>
public readonly record struct OptionName(string Section, string Key)
{
    /// <summary><c>[section] key</c>.</summary>
    public override string ToString() => Section.Length == 0 ? Key : Key.Length == 0 ? $"[{Section}]" : $"[{Section}] {Key}";
}

/// <summary>One thing wrong or odd in the configuration or the policy, with what to do about it.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Place">Where, or null when nobody wrote it (something is missing).</param>
/// <param name="Option">Which option.</param>
/// <param name="Value">The value as far as it may be shown: secrets are masked, null when there is none to show.</param>
/// <param name="Problem">What is wrong, as the end of the sentence "this value …".</param>
/// <param name="Remedy">What to do.</param>
public sealed record Finding(Severity Severity, Place? Place, OptionName Option, string? Value, string Problem, string Remedy)
{
    /// <summary>Stands for a secret value.</summary>
    public const string Masked = "****";

    /// <summary>One line for a place where it is clear how much it matters.</summary>
    internal string WithoutSeverity => ToString().Replace($"{Severity.ToString().ToLowerInvariant()}: {Option}", Option.ToString(), StringComparison.Ordinal);

    /// <summary>One line: place, severity, option, value, problem, remedy.</summary>
    public override string ToString()
    {
        var place = Place is null ? "" : $"{Place}: ";
        var value = Value is null ? "" : $" = {Value.ReplaceLineEndings(" ")}";
        var remedy = Remedy.Length == 0 ? "" : $"; {Remedy}";
        return $"{place}{Severity.ToString().ToLowerInvariant()}: {Option}{value}: {Problem}{remedy}";
    }
}
