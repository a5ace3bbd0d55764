namespace Abaca.Server.Configuration;

/// <summary>Finds and reads the configuration files.</summary>
sealed class FileReader(IMachine machine, List<Finding> findings)
{
    const string Extension = ".conf";

    /// <summary>The files in the order in which later ones win.</summary>
    public IReadOnlyList<IniFile> Read(IReadOnlyList<string> files, IReadOnlyList<string> directories)
    {
        var named = files.Count + directories.Count > 0;
        var all = new List<IniFile>();
        foreach (var path in named ? files : ConfigurationSource.DefaultFiles) Add(all, path, mustExist: named);
        foreach (var directory in named ? directories : ConfigurationSource.DefaultDirectories)
        {
            foreach (var path in FilesIn(directory, mustExist: named)) Add(all, path, mustExist: true);
        }
        foreach (var file in all) findings.AddRange(file.Findings);
        return all;
    }

    void Add(List<IniFile> all, string path, bool mustExist)
    {
        try
        {
            if (machine.ReadText(path) is { } text) all.Add(IniFile.Parse(path, text));
            else if (mustExist) Wrong(path, "does not exist", "correct the path, or leave it out to run without a file");
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            Wrong(path, "cannot be read: " + broken.Message, "let the service's user read it, or name another file with --config-file");
        }
    }

    IReadOnlyList<string> FilesIn(string directory, bool mustExist)
    {
        try
        {
            if (machine.FilesIn(directory) is { } files)
            {
                return
                [
                    .. files.Where(path => path.EndsWith(Extension, StringComparison.Ordinal) && !Path.GetFileName(path).StartsWith('.'))
                        .Order(StringComparer.Ordinal),
                ];
            }
            if (mustExist) Wrong(directory, "is no directory", "correct the path of --config-dir");
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            Wrong(directory, "cannot be read: " + broken.Message, "let the service's user read it");
        }
        return [];
    }

    void Wrong(string path, string problem, string remedy) =>
        findings.Add(new Finding(Severity.Error, new Place(path, 0), new OptionName("", "configuration"), null, problem, remedy));
}
