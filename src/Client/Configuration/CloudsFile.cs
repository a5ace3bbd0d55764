using YamlDotNet.Core;

namespace Abaca.Client;

/// <summary>A clouds.yaml with the secure.yaml that lies beside it or in the same search path.</summary>
/// <param name="Path">The file that was found.</param>
/// <param name="Clouds">The entries under <c>clouds</c>, secrets laid over them, in file order.</param>
sealed record CloudsFile(string Path, IReadOnlyList<KeyValuePair<string, YamlValue>> Clouds)
{
    /// <summary>Finds and reads the first clouds.yaml of some directories, and the first secure.yaml.</summary>
    /// <returns>The file, or null when no directory holds a readable one.</returns>
    /// <exception cref="ClientException">The file is not YAML.</exception>
    public static CloudsFile? Find(IEnumerable<string> directories)
    {
        var places = directories.ToList();
        if (places.SelectMany(place => Names(place, "clouds")).FirstOrDefault(Readable) is not { } found) return null;
        var secure = places.SelectMany(place => Names(place, "secure")).FirstOrDefault(Readable);

        var all = Read(found);
        if (secure is not null) all = all.OverlaidBy(Read(secure));
        return new CloudsFile(found, all["clouds"]?.Entries ?? []);
    }

    /// <summary>Whether a file exists in one of the directories that this user may not read, or a directory that this user may not look into.</summary>
    /// <returns>The first such file or directory, or null.</returns>
    public static string? Unreadable(IEnumerable<string> directories) =>
        directories.SelectMany(place => Closed(place) ? [place] : Names(place, "clouds").Where(file => File.Exists(file) && !Readable(file))).FirstOrDefault();

    static bool Closed(string directory)
    {
        try
        {
            _ = Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any();
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <summary>The settings under a cloud's name.</summary>
    /// <exception cref="ClientException">No such cloud.</exception>
    public YamlValue Cloud(string name) =>
        Clouds.FirstOrDefault(cloud => cloud.Key == name).Value
        ?? throw new ClientException(Trouble.Misconfigured, $"no cloud named '{name}' in {Path}")
        {
            Where = Path,
            Remedy = Clouds.Count == 0 ? "add it under 'clouds:'" : $"name one of: {string.Join(", ", Clouds.Select(cloud => cloud.Key))}",
        };

    static IEnumerable<string> Names(string directory, string stem) =>
        [System.IO.Path.Combine(directory, stem + ".yaml"), System.IO.Path.Combine(directory, stem + ".yml")];

    static bool Readable(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    static YamlValue Read(string file)
    {
        try
        {
            return YamlValue.Read(File.ReadAllText(file));
        }
        catch (YamlException e)
        {
            throw new ClientException(Trouble.Misconfigured, $"{file} is not valid YAML: {e.Message}", e)
            {
                Where = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{file}, line {e.Start.Line}"),
                Remedy = "correct the file; it is indented with spaces, and 'clouds:' is its first key",
            };
        }
    }
}
