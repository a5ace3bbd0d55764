namespace Abaca.Server.Configuration;

/// <summary>Section <c>oslo_policy</c>.</summary>
public sealed record PolicyOptions
{
    /// <summary><c>policy_file</c>: rules that replace the defaults; relative to the directories of <see cref="Directories"/>.</summary>
    public required string File { get; init; }

    /// <summary>Whether somebody named the file; then it must exist.</summary>
    public required bool FileIsNamed { get; init; }

    /// <summary>Where a relative <see cref="File"/> is looked for, in this order.</summary>
    public required IReadOnlyList<string> Directories { get; init; }

    /// <summary><c>enforce_scope</c>: a token of the wrong scope is refused.</summary>
    public required bool EnforceScope { get; init; }

    /// <summary><c>enforce_new_defaults</c>: false also allows what the rules of before role <c>reader</c> allowed.</summary>
    public required bool EnforceNewDefaults { get; init; }

    const string Name = "oslo_policy";
    static readonly OptionSection Section = new(Name);

    internal static IReadOnlyList<KnownOption> Known { get; } =
    [
        Section.Text("policy_file", "policy.yaml", "File of rules that replace the defaults; a relative path starts beside the configuration file.")
            .Was(IniFile.Default, "policy_file"),
        Section.Flag("enforce_scope", true, "Refuse tokens of the wrong scope, such as one of the system for a project's shares."),
        Section.Flag("enforce_new_defaults", true, "False also allows what the rules of before the role reader allowed."),
    ];

    internal static PolicyOptions Read(OptionReader reader, IReadOnlyList<string> directories)
    {
        var section = reader.In(Name);
        return new PolicyOptions
        {
            File = section.Text("policy_file"),
            FileIsNamed = reader.IsWritten(new OptionName(Name, "policy_file")),
            Directories = directories,
            EnforceScope = section.Flag("enforce_scope"),
            EnforceNewDefaults = section.Flag("enforce_new_defaults"),
        };
    }
}
