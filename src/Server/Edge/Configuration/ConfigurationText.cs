using System.Text;

namespace Abaca.Server.Configuration;

/// <summary>What <c>abaca config check</c> and <c>abaca config sample</c> print.</summary>
public static class ConfigurationText
{
    /// <summary>Findings one a line, then which files were read and whether the service would start.</summary>
    /// <param name="loaded">What was loaded, with the findings of policy and drivers.</param>
    public static string Check(Loaded loaded)
    {
        var findings = loaded.Findings;
        var text = new StringBuilder();
        foreach (var finding in findings) text.Append(finding).Append('\n');
        text.Append("files read: ").Append(loaded.Files.Count == 0 ? "none (embedded default)" : string.Join(", ", loaded.Files)).Append('\n');
        text.Append("backends: ").AppendJoin(", ", loaded.Options.Backends.Select(backend => backend.Section)).Append('\n');
        var errors = findings.Count(finding => finding.Severity == Severity.Error);
        var warnings = findings.Count(finding => finding.Severity == Severity.Warning);
        text.Append(!loaded.MayStart ? "the service would not start" : errors == 0 ? "the service would start" : $"the service would start without {Names(loaded)}")
            .Append(": ").Append(Count(errors, "error")).Append(", ").Append(Count(warnings, "warning")).Append('\n');
        return text.ToString();
    }

    /// <summary>Why a service does not start with this, behind the findings themselves.</summary>
    public static string Refusal(Loaded loaded) => loaded.Options.Enabled.Count > 0 && loaded.Unusable.Count == loaded.Options.Enabled.Count
        ? $"No backend is left without {Names(loaded)}; nothing was started."
        : "The configuration has errors; nothing was started.";

    static string Names(Loaded loaded) =>
        (loaded.Unusable.Count == 1 ? "its backend " : "its backends ") + string.Join(", ", loaded.Unusable.Select(backend => backend.Section));

    /// <summary>Every option with help, type and default, commented out, by section; then a section for each driver.</summary>
    public static string Sample(IReadOnlyList<IDriverFactory> drivers)
    {
        var text = new StringBuilder("""
            # Every option of Abaca with its default. Lines that begin with # are comments.
            # $name and ${section.name} stand for another option; $$ is a dollar sign.
            # An environment variable OS_<SECTION>__<NAME> overrides the files, such as OS_QUOTA__SHARES=100.
            # A secret option x may be kept in a file of its own: x_file = /path.

            """);
        foreach (var section in ServiceOptions.Known.GroupBy(option => option.Section))
        {
            text.Append("\n[").Append(section.Key).Append("]\n");
            foreach (var option in section) Option(text, option);
        }
        foreach (var driver in drivers)
        {
            text.Append("\n# A backend with the driver ").Append(driver.DriverNames[0]).Append(
                ": name the section in enabled_share_backends.\n[my-backend]\nshare_driver = ").Append(driver.DriverNames[0]).Append('\n');
            foreach (var option in BackendOptions.Common("my-backend").Where(option => option.Spec.Name != "share_driver")) Option(text, option);
            foreach (var option in driver.Options) Option(text, new KnownOption("my-backend", option));
        }
        return text.ToString();
    }

    static void Option(StringBuilder text, KnownOption option)
    {
        var spec = option.Spec;
        text.Append("\n# ").Append(spec.Help.ReplaceLineEndings(" ")).Append("\n# ").Append(Kind(spec.Kind));
        if (option.Repeated) text.Append(", may be repeated");
        if (spec.Required) text.Append(", required");
        if (spec.Secret) text.Append(", secret (or ").Append(spec.Name).Append(KnownNames.FileSuffix).Append(" = path)");
        if (option.Choices.Count > 0) text.Append(": ").AppendJoin(", ", option.Choices);
        if (!double.IsInfinity(option.Minimum)) text.Append(System.Globalization.CultureInfo.InvariantCulture, $", from {option.Minimum}");
        if (!double.IsInfinity(option.Maximum)) text.Append(System.Globalization.CultureInfo.InvariantCulture, $", to {option.Maximum}");
        if (option.DefaultInWords is { } words) text.Append("; default: ").Append(words);
        if (option.FormerNames.Count > 0) text.Append("\n# Older name: ").AppendJoin(", ", option.FormerNames);
        text.Append("\n#").Append(spec.Name).Append(" =");
        if (spec.Default is { Length: > 0 } value) text.Append(' ').Append(value);
        text.Append('\n');
    }

    static string Kind(OptionKind kind) => kind switch
    {
        OptionKind.Integer => "whole number",
        OptionKind.Number => "number",
        OptionKind.Flag => "true or false",
        OptionKind.List => "list, comma between items",
        OptionKind.Map => "pairs key:value, comma between them",
        OptionKind.Address => "IP address",
        OptionKind.Port => "port",
        _ => "text",
    };

    static string Count(int number, string what) => number == 1 ? $"1 {what}" : $"{number} {what}s";
}
