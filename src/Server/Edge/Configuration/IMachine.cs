namespace Abaca.Server.Configuration;

/// <summary>What configuration asks of the machine it runs on; a process boundary, so that tests are the same everywhere.</summary>
public interface IMachine
{
    /// <summary>Name of the machine, without domain.</summary>
    string HostName { get; }

    /// <summary>The address other machines most likely reach this one at; loopback when there is none.</summary>
    string Address { get; }

    /// <summary>Whether the process runs as root.</summary>
    bool IsRoot { get; }

    /// <summary>Environment variables.</summary>
    IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>The text of a file, or null when there is no such file.</summary>
    /// <exception cref="IOException">It exists and cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It exists and may not be read.</exception>
    string? ReadText(string path);

    /// <summary>Full paths of the files in a directory, or null when there is no such directory.</summary>
    /// <exception cref="IOException">It exists and cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It exists and may not be read.</exception>
    IReadOnlyList<string>? FilesIn(string directory);
}
