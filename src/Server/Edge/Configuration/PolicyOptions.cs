namespace Abaca.Server.Configuration;

/// <summary>Section <c>oslo_policy</c>.</summary>
public sealed record PolicyOptions
{
    /// <summary><c>policy_file</c>: rules that replace the defaults; relative to the directories of <see cref="Directories"/>.</summary>
    public required string File { get; init; }

    /// <summary>Whether somebody named the file; then it must exist.</summary>
    public required bool FileIsNamed { get; init; }

    /// <summary><c>policy_dirs</c>: directories of more rules, behind <see cref="File"/>; the later one wins.</summary>
    public required IReadOnlyList<string> RuleDirectories { get; init; }

    /// <summary>Whether somebody named them.</summary>
    public required bool RuleDirectoriesAreNamed { get; init; }

    /// <summary><c>policy_default_rule</c>: decides names that have no rule.</summary>
    public required string DefaultRule { get; init; }

    /// <summary>Where a relative <see cref="File"/> and relative <see cref="RuleDirectories"/> are looked for, in this order.</summary>
    public required IReadOnlyList<string> Directories { get; init; }

    /// <summary><c>enforce_scope</c>: a token of the wrong scope is refused.</summary>
    public required bool EnforceScope { get; init; }

    /// <summary><c>enforce_new_defaults</c>: false also allows what the rules of before role <c>reader</c> allowed.</summary>
    public required bool EnforceNewDefaults { get; init; }

    /// <summary>The section.</summary>
    internal const string Name = "oslo_policy";
    static readonly OptionSection Section = new(Name);

    internal static IReadOnlyList<KnownOption> Known { get; } =
    [
        Section.Text("policy_file", "policy.yaml", "File of rules that replace the defaults; a relative path starts beside the configuration file.")
            .Was(IniFile.Default, "policy_file"),
        Section.Text("policy_dirs", "policy.d", "Directory of more files of rules, read behind policy_file in the order of their names; a relative path as there.")
            with { Repeated = true },
        Section.Word("policy_default_rule", "default", "Rule that decides where there is none.").Was(IniFile.Default, "policy_default_rule"),
        Section.Flag("enforce_scope", true, "Refuse tokens of the wrong scope, such as one of the system for a project's shares."),
        Section.Flag("enforce_new_defaults", true, "False also allows what the rules of before the role reader allowed."),
    ];

    static OptionName DirectoriesName { get; } = new(Name, "policy_dirs");

    static IReadOnlyList<string> RuleDirectoriesOf(OptionReader reader) =>
        reader.IsWritten(DirectoriesName) ? [.. reader.Values(DirectoriesName).Where(path => path.Length > 0)] : [reader.In(Name).Text(DirectoriesName.Key)];

    internal static PolicyOptions Read(OptionReader reader, IReadOnlyList<string> directories)
    {
        var section = reader.In(Name);
        return new PolicyOptions
        {
            File = section.Text("policy_file"),
            FileIsNamed = reader.IsWritten(new OptionName(Name, "policy_file")),
            RuleDirectories = RuleDirectoriesOf(reader),
            RuleDirectoriesAreNamed = reader.IsWritten(DirectoriesName),
            DefaultRule = section.Text("policy_default_rule"),
            Directories = directories,
            EnforceScope = section.Flag("enforce_scope"),
            EnforceNewDefaults = section.Flag("enforce_new_defaults"),
        };
    }
}
