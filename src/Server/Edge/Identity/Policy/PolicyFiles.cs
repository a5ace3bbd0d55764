namespace Abaca.Server.Identity.Policy;

/// <summary>A policy file as it was read.</summary>
/// <param name="Path">Where.</param>
/// <param name="Text">What it says.</param>
sealed record PolicyFileText(string Path, string Text);

/// <summary>
/// Finds the files of the policy in the order in which they count, as oslo.policy does: <c>policy_file</c>, then the files of each of
/// <c>policy_dirs</c> by name, hidden ones left out, directories inside not entered. What comes later replaces rules of what came before.
/// </summary>
/// <param name="machine">Reads the files.</param>
sealed class PolicyFiles(IMachine machine)
{
    static readonly OptionName FileName = new(PolicyOptions.Name, "policy_file");
    static readonly OptionName DirectoriesName = new(PolicyOptions.Name, "policy_dirs");
    static readonly string[] Usual = [".yaml", ".yml", ".json"];

    /// <summary>The files; what is missing or cannot be read is a finding.</summary>
    public IReadOnlyList<PolicyFileText> Read(PolicyOptions options, List<Finding> findings)
    {
        var files = new List<PolicyFileText>();
        if (File(options, findings) is { } file) files.Add(file);
        foreach (var directory in options.RuleDirectories) files.AddRange(Directory(directory, options, findings));
        return files;
    }

    PolicyFileText? File(PolicyOptions options, List<Finding> findings)
    {
        foreach (var path in Candidates(options.File, options))
        {
            try
            {
                if (machine.ReadText(path) is { } text) return new PolicyFileText(path, text);
            }
            catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
            {
                findings.Add(Unreadable(FileName, path, broken));
                return null;
            }
        }
        if (options.FileIsNamed)
            findings.Add(new Finding(Severity.Error, null, FileName, options.File, "does not exist", "correct the path, or remove the line to use the defaults"));
        return null;
    }

    /// The first directory that is there, as for the file.
    IReadOnlyList<PolicyFileText> Directory(string named, PolicyOptions options, List<Finding> findings)
    {
        foreach (var path in Candidates(named, options))
        {
            try
            {
                if (machine.FilesIn(path) is { } inside) return Texts(inside, findings);
                if (machine.ReadText(path) is null) continue;
                findings.Add(new Finding(Severity.Error, null, DirectoriesName, path, "is a file, not a directory", "name it with policy_file, or name its directory"));
                return [];
            }
            catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
            {
                findings.Add(Unreadable(DirectoriesName, path, broken));
                return [];
            }
        }
        if (options.RuleDirectoriesAreNamed)
        {
            findings.Add(new Finding(Severity.Warning, null, DirectoriesName, named, "does not exist, so that it changes no rule",
                "make the directory, or correct the path; several directories are several lines"));
        }
        return [];
    }

    List<PolicyFileText> Texts(IEnumerable<string> paths, List<Finding> findings)
    {
        var files = new List<PolicyFileText>();
        foreach (var path in paths.Where(path => !Path.GetFileName(path).StartsWith('.')).Order(StringComparer.Ordinal))
        {
            if (!Usual.Contains(Path.GetExtension(path), StringComparer.Ordinal))
            {
                findings.Add(new Finding(Severity.Warning, new Place(path, 0), DirectoriesName, null, "is read as rules, whatever its name ends with",
                    "call it .yaml or .json; or, if it is no part of the policy, remove it or let its name begin with a dot"));
            }
            try
            {
                if (machine.ReadText(path) is { } text) files.Add(new PolicyFileText(path, text));
            }
            catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
            {
                findings.Add(Unreadable(DirectoriesName, path, broken));
            }
        }
        return files;
    }

    static IEnumerable<string> Candidates(string named, PolicyOptions options) =>
        Path.IsPathRooted(named) ? [named] : options.Directories.Select(directory => Path.Combine(directory, named));

    static Finding Unreadable(OptionName option, string path, Exception broken) =>
        new(Severity.Error, null, option, path, "cannot be read: " + broken.Message, "let the service's user read it");
}
